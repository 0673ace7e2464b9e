"""What Fusion cannot do by palette alone: quiet frames, round corners, slim scroll bars."""

from string import Template

from motia_desktop.resources import resource
from motia_desktop.theme.colors import Colors

_SHEET = Template("""
QToolTip { color: $text; background: $surface; border: 1px solid $border_strong; padding: 4px 6px; }

QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: 8px; }
QFrame[role="panel"] { background: $panel; border: none; border-right: 1px solid $border; }
QFrame[role="error"] { background: $danger_soft; border: 1px solid $danger; border-radius: 8px; }
QFrame[role="notice"] { background: $warning_soft; border: none; border-bottom: 1px solid $border; }
QFrame[role="tip"] { background: $accent_soft; border: none; border-bottom: 1px solid $border; }
QFrame[role="line"] { background: $border; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }
QLabel { background: transparent; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="danger"] { color: $danger; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="code"] { color: $danger; border: 1px solid $danger; border-radius: 4px; padding: 0 5px; }

QPushButton { color: $text; background: $surface; border: 1px solid $border_strong; border-radius: 6px;
  padding: 5px 12px; min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selected; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $muted; background: $canvas; border-color: $border; }
QPushButton[role="primary"] { color: $on_accent; background: $accent; border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { border-color: $text; }
QPushButton[role="primary"]:focus { border: 2px solid $text; padding: 4px 11px; }
QPushButton[role="primary"]:disabled { color: $muted; background: $hover; border-color: $hover; }
QPushButton[role="danger"] { color: $danger; }
QPushButton[role="link"] { color: $accent; background: transparent; border: 1px solid transparent; }
QPushButton[role="link"]:hover { background: $hover; }
QPushButton[role="link"]:focus { border-color: $accent; }
QPushButton[role="pill"] { color: $on_accent; background: $accent; border: none; border-radius: 11px;
  padding: 2px 12px; font-weight: 500; }
QToolButton { color: $text; background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border-color: $accent; }
QToolButton:pressed, QToolButton:checked { background: $selected; }
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QComboBox, QTimeEdit { color: $text; background: $surface; border: 1px solid $border_strong;
  border-radius: 6px; padding: 5px 8px; min-height: 18px; selection-background-color: $accent;
  selection-color: $on_accent; lineedit-password-character: 8226; }
QLineEdit:focus, QComboBox:focus, QTimeEdit:focus { border-color: $accent; }
QLineEdit:disabled, QComboBox:disabled, QTimeEdit:disabled { color: $muted; background: $canvas;
  border-color: $border; }
QLineEdit[invalid="true"] { border-color: $danger; }
QTimeEdit { padding: 3px 0; }
QTimeEdit QLineEdit { background: transparent; border: none; border-radius: 0; padding: 0; min-height: 0; }
QTimeEdit::up-button, QTimeEdit::down-button { width: 0; border: none; }
QPlainTextEdit { color: $text; background: $surface; border: 1px solid $border; border-radius: 8px; padding: 6px; }
QPlainTextEdit:focus { border-color: $accent; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; background: $surface; border: 1px solid $border_strong;
  border-radius: 4px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }
QCheckBox::indicator:focus, QCheckBox::indicator:hover { border-color: $accent; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url("$down"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border_strong; padding: 4px; outline: none;
  selection-background-color: $accent_soft; selection-color: $text; }

QTableView, QListView { color: $text; background: $surface; border: 1px solid transparent; border-radius: 6px;
  outline: none; selection-background-color: $accent_soft; selection-color: $text; gridline-color: $border; }
QTableView:focus, QListView:focus { border-color: $accent; }
QListView[role="history"] { background: transparent; }
QTableView[role="form"]::item { padding-left: 7px; }
QTableView QLineEdit { border-radius: 0; padding: 0 6px; min-height: 0; border: 1px solid $accent; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { color: $muted; background: $surface; border: none; border-bottom: 1px solid $border;
  padding: 7px 10px; font-weight: 500; }
QTableCornerButton::section { background: $surface; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QAbstractScrollArea[role="log"] { background: $sunken; border: 1px solid transparent; padding: 5px 0;
  border-bottom-left-radius: 7px; border-bottom-right-radius: 7px; }
QAbstractScrollArea[role="log"]:focus { border-color: $accent; }

QTabBar { background: transparent; border: none; }
QTabBar::tab { color: $muted; background: transparent; border: none; border-bottom: 2px solid transparent;
  padding: 8px 4px 7px 4px; margin: 0 10px; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover:!selected { color: $text; }
QTabBar::tab:focus { color: $accent; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $border_strong; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: transparent; }
QMenuBar { color: $text; background: $panel; border-bottom: 1px solid $border; padding: 1px 4px; }
QMenuBar::item { background: transparent; padding: 4px 9px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenu { color: $text; background: $surface; border: 1px solid $border_strong; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 4px 6px; }
QDialog { background: $canvas; }
""")


def stylesheet(colors: Colors) -> str:
    """Return the style sheet of a theme."""
    drawings = {name: (resource("icons") / f"{name}-{colors.name}.svg").as_posix() for name in ("down", "tick")}
    return _SHEET.substitute(vars(colors), **drawings)
