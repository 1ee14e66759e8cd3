"""Every colour and measure of the app, by name, for both themes; nothing else in the app writes a colour down."""

from __future__ import annotations

from typing import NamedTuple


class Tokens(NamedTuple):
    """The colours of one theme, as ``#RRGGBB`` texts."""

    dark: bool
    window: str
    panel: str
    raised: str
    hover: str
    line: str
    control: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selection: str
    selection_inactive: str
    danger: str
    danger_tint: str
    warning: str
    ok: str
    plot: str
    grid: str
    shade: str
    traces: tuple[str, ...]
    more_traces: tuple[str, ...]
    sparse_map: str
    dense_map: str
    signed_map: str
    cyclic_map: str


LIGHT = Tokens(
    dark=False,
    window="#F2F4F7",
    panel="#FFFFFF",
    raised="#F8F9FB",
    hover="#EEF1F5",
    line="#DDE1E7",
    control="#838C9A",
    text="#1A1E26",
    muted="#596273",
    accent="#1D5FC2",
    on_accent="#FFFFFF",
    selection="#D6E5FB",
    selection_inactive="#E3E7ED",
    danger="#B3261E",
    danger_tint="#FCEDEB",
    warning="#855300",
    ok="#1B7340",
    plot="#FFFFFF",
    grid="#E4E8ED",
    shade="#EEF2F8",
    traces=("#1949BD", "#D66700", "#06795E", "#C466CC", "#653C0B", "#292D3D"),
    more_traces=("#878796", "#2D0000"),
    sparse_map="CET-L17",
    dense_map="viridis",
    signed_map="CET-D1A",
    cyclic_map="CET-CBC1",
)

DARK = Tokens(
    dark=True,
    window="#17191E",
    panel="#1D2026",
    raised="#262A32",
    hover="#242830",
    line="#30353F",
    control="#747E8D",
    text="#E5E8ED",
    muted="#9DA6B4",
    accent="#7DB0FF",
    on_accent="#0C1524",
    selection="#233955",
    selection_inactive="#30353F",
    danger="#FF8F85",
    danger_tint="#38211F",
    warning="#EDB750",
    ok="#72CF98",
    plot="#0B0C0F",
    grid="#22262D",
    shade="#151A22",
    traces=("#24BDE3", "#FA842E", "#92E2AE", "#C163EE", "#F8EB77", "#E9ECF2"),
    more_traces=("#5C7A7A", "#875A1E"),
    sparse_map="inferno",
    dense_map="viridis",
    signed_map="CET-D1A",
    cyclic_map="CET-CBC1",
)


class Size:
    """Font sizes in pixels at 100 %."""

    AXIS = 11
    SECONDARY = 12
    BODY = 13
    HEADLINE = 15
    DIALOG = 17
    WELCOME = 20


class Space:
    """Distances in pixels at 100 %, and the fixed heights and widths of parts."""

    XS, S, M, L, XL = 4, 8, 12, 16, 24
    ROW = 24
    GROUP_ROW = 28
    DIALOG_ROW = 48
    BUTTON = 24
    DIALOG_BUTTON = 32
    RADIUS = 4
    ICON = 16
    MENU_BAR = 28
    SIDEBAR = 272
    SIDEBAR_MIN, SIDEBAR_MAX = 200, 440
    PICTURE_MIN = 570  # a picture with the panel beside it
    COUNT = 37  # the column of file counts in the sidebar; those of stale files stand left of it
    SESSION_HEADER = 40
    SPLITTER = 5
    VIEWER_HEAD = 36
    RECIPE_STEPS = 88
    GUTTER = 68
    INSPECTOR = 216
    READOUT = 24
    STATUS = 26
