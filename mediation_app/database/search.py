"""stub"""


def index_case(connection, pieces): ...
