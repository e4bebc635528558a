"""A bar chart as PNG: one panel a run, one bar a tool: its median in MB/s, and a line from the slowest round to the
fastest."""
import math

import cairo

WIDTH, LEFT, RIGHT, BAR, TITLE, PANEL = 1100, 210, 150, 26, 64, 44
OURS, OTHERS, INK, FAINT = (0.08, 0.44, 0.36), (0.62, 0.68, 0.74), (0.13, 0.15, 0.18), (0.45, 0.48, 0.52)


def _text(context, x, y, text, size, colour, right=False):
    context.select_font_face("DejaVu Sans")
    context.set_font_size(size)
    context.set_source_rgb(*colour)
    context.move_to(x - context.text_extents(text).x_advance if right else x, y)
    context.show_text(text)


def _bar(context, y, tool, row, scale, note):
    length = row["rate"] * scale
    _text(context, LEFT - 12, y + 17, tool, 14, INK, right=True)
    context.set_source_rgb(*(OURS if tool.startswith("runseal") else OTHERS))
    context.rectangle(LEFT, y + 3, length, BAR - 6)
    context.fill()
    context.set_source_rgb(*INK)
    context.set_line_width(1)
    context.move_to(LEFT + row["slowest"] * scale, y + BAR / 2)
    context.line_to(LEFT + row["fastest"] * scale, y + BAR / 2)
    context.stroke()
    _text(context, LEFT + max(length, row["fastest"] * scale) + 8, y + 17, f"{row['rate']:.0f} MB/s{note}", 13, INK)


def draw(path, title, subtitle, panels):
    """panels: (heading, tool -> summary). Ratios are of runseal to each."""
    height = TITLE + sum(PANEL + BAR * len(rows) for _, rows in panels) + 20
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, WIDTH, math.ceil(height))
    context = cairo.Context(surface)
    context.set_source_rgb(1, 1, 1)
    context.paint()
    _text(context, 20, 30, title, 20, INK)
    _text(context, 20, 52, subtitle, 13, FAINT)
    y = TITLE
    for heading, rows in panels:
        _text(context, 20, y + 28, heading, 15, INK)
        y += PANEL
        scale = (WIDTH - LEFT - RIGHT) / max(row["fastest"] for row in rows.values())
        for tool, row in sorted(rows.items(), key=lambda item: -item[1]["rate"]):
            compared = tool != "runseal" and "runseal" in rows
            ratio = f"  ({rows['runseal']['rate'] / row['rate']:.1f} x)" if compared else ""
            _bar(context, y, tool, row, scale, ratio)
            y += BAR
    surface.write_to_png(path)
