"""What stands around a raster, and what of it is exported: both follow from the file and from what is seen of it."""

from __future__ import annotations

from sessionbrowser.gui.viewers.raster_cut import Cut, is_image, is_in_time, is_named_image, is_square
from sessionbrowser.gui.viewers.raster_gutter import Frame
from sessionbrowser.gui.viewers.raster_rows import AS_IN_FILE, Rows, planes_along
from sessionbrowser.gui.viewers.raster_scale import Scale, Units
from sessionbrowser.gui.viewers.raster_view import View
from sessionbrowser.sessions.excerpts import Excerpt
from sessionbrowser.sessions.opening import Opened
from sessionbrowser.sessions.parts import Part, as_part
from sessionbrowser.sessions.transforms import MAGNITUDE


def frame_of(opened: Opened, cut: Cut, rows: Rows = AS_IN_FILE, units: Units | None = None) -> Frame:
    """Return what stands around a cut through an array; one of three axes and more may be an image."""
    x, y = opened.axes[cut.x], opened.axes[cut.y]
    planes = planes_along(opened.planes, rows.numbers) if y.name == "ROI" else ()
    image = is_image(x, y) if cut.others else is_named_image(x, y)
    linked = is_in_time(x) and not cut.others
    square = image and is_square(x, y)
    return Frame(
        Scale(x, units=units or Units()), Scale(y, rows.numbers), planes, downward=image, square=square, linked=linked
    )


def hint_of(frame: Frame, plain: str) -> str:
    """Return what mouse and keys do in a raster of this frame; `plain` where nothing is linked to it."""
    if not frame.linked:
        return plain
    signals = " · S signals" if frame.y.axis.name == "ROI" else ""
    return f"drag pans · wheel zooms · click pins{signals} · A whole · F1 keys"


def excerpt_of(opened: Opened, cut: Cut, view: View, rows: Rows) -> Excerpt:
    """Return the values of a view as they are seen: these rows in this order, and what was done to them."""
    window: list[Part] = list(cut.window(view))
    if rows.numbers is not None:
        window[cut.y] = as_part(rows.numbers[view.y.samples])
    is_complex = opened.source is not None and opened.source.dtype.kind == "c"
    done = (MAGNITUDE if is_complex else None, rows.scale)
    return Excerpt(opened, tuple(window), tuple(each for each in done if each is not None))
