"""Chinese for those of Qt's own texts that its translation leaves out, or all that matter without it."""

from __future__ import annotations

from PySide6.QtCore import QTranslator

WORDS: dict[str, str] = {
    "OK": "确定",
    "&OK": "确定",
    "Save": "保存",
    "&Save": "保存",
    "Save All": "全部保存",
    "Open": "打开",
    "&Open": "打开",
    "&Yes": "是",
    "Yes to &All": "全部是",
    "&No": "否",
    "N&o to All": "全部否",
    "Abort": "中止",
    "Retry": "重试",
    "Ignore": "忽略",
    "Close": "关闭",
    "&Close": "关闭",
    "Cancel": "取消",
    "&Cancel": "取消",
    "Discard": "不保存",
    "Help": "帮助",
    "Apply": "应用",
    "Reset": "重置",
    "Restore Defaults": "恢复默认值",
    "&Undo": "撤销",
    "&Redo": "重做",
    "Cu&t": "剪切",
    "&Copy": "复制",
    "&Paste": "粘贴",
    "Delete": "删除",
    "Select All": "全选",
    "&Select All": "全选",
    "Look in:": "查看：",
    "File &name:": "文件名：",
    "&File name:": "文件名：",
    "Files of type:": "文件类型：",
    "Directory:": "文件夹：",
    "Save As": "另存为",
    "&Choose": "选择",
    "Find Directory": "选择文件夹",
    " Find Directory": "选择文件夹",
    "Computer": "计算机",
    "My Computer": "我的电脑",
    "Name": "名称",
    "Size": "大小",
    "Type": "类型",
    "Date Modified": "修改日期",
    "Kind": "种类",
    "Copies": "份数",
    "Print current page": "打印当前页",
}


class QtWords(QTranslator):
    """Asked last, so Qt's own translation goes first where it has the text."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False

    def translate(
        self,
        context: bytes | str,
        source_text: bytes | str,
        disambiguation: bytes | str | None = None,
        n: int = -1,
    ) -> str:
        """The Chinese text, or nothing, which leaves it to others."""
        key = source_text.decode() if isinstance(source_text, bytes) else source_text
        return WORDS.get(key, "")
