"""Medians of what was measured, as a table for people and as JSON for charts."""
import json
import os
import statistics


def median(rows, key):
    values = [row[key] for row in rows if row.get(key) is not None]
    return statistics.median(values) if values else None


def summary(rows):
    """rows: one dictionary a round. Medians of all that is numbers, and the slowest and fastest round."""
    rates = [row["rate"] for row in rows]
    return {**{key: median(rows, key) for key in rows[0]}, "slowest": min(rates), "fastest": max(rates)}


def _cell(value, digits):
    return "–" if value is None else f"{value:.{digits}f}"


def _width(heading):
    return 2 + max(len(heading), 6)


def show(measured, columns, ours="runseal"):
    """measured: tool -> summary; columns: (key, heading, digits)."""
    print("  " + f"{'tool':14}" + "".join(f"{heading:>{_width(heading)}}" for _, heading, _ in columns) +
          "   runseal is   MB/s from–to")
    for tool, row in measured.items():
        cells = "".join(f"{_cell(row.get(key), digits):>{_width(heading)}}" for key, heading, digits in columns)
        ratio = f"{measured[ours]['rate'] / row['rate']:.2f} x" if ours in measured else ""
        print(f"  {tool:14}{cells}{ratio:>13}   {row['slowest']:.0f}–{row['fastest']:.0f}", flush=True)


def markdown(heading, measured, columns, ours="runseal"):
    """The same for docs/manual/speed.md."""
    lines = [f"{heading}:", "", "| tool | " + " | ".join(title for _, title, _ in columns) + " | runseal is |",
             "|---" + "|--:" * (len(columns) + 1) + "|"]
    for tool, row in measured.items():
        cells = " | ".join(_cell(row.get(key), digits) for key, _, digits in columns)
        ratio = f"{measured[ours]['rate'] / row['rate']:.2f} ×" if ours in measured else ""
        lines.append(f"| {tool} | {cells} | {ratio} |")
    return "\n".join(lines) + "\n\n"


def keep(name, document, columns):
    """out/bench/NAME.json and NAME.md, beside the charts."""
    os.makedirs("out/bench", exist_ok=True)
    with open(f"out/bench/{name}.json", "w", encoding="utf-8") as out:
        json.dump(document, out, indent=1)
        out.write("\n")
    with open(f"out/bench/{name}.md", "w", encoding="utf-8") as out:
        out.writelines(markdown(heading, rows, columns) for heading, rows in document["runs"].items())
