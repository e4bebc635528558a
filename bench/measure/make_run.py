"""Makes the runs that bench/transfer and bench/verify measure with, the same bytes each time: make_run.py KIND FOLDER.
novaseq: 4.3 GB in 428 files, mostly large cbcl.  miseq: 1.6 GB in 20,002 files, mostly bcl of some 80 KB.
tiny: 20 MB in 62 files, to try a bench with."""
import os
import random
import sys

kind, folder = sys.argv[1], sys.argv[2]
rng = random.Random(20241562)
block = rng.randbytes(64 << 20)  # base calls do not compress; slices of it at odd offsets are different bytes


def write(path, size):
    path = os.path.join(folder, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        while size > 0:
            at = rng.randrange(0, len(block) - 1)
            piece = block[at:at + min(size, len(block) - at)]
            out.write(piece)
            size -= len(piece)


write("RunInfo.xml", 6_000)
write("RunParameters.xml", 12_000)
if kind == "novaseq":
    for lane in range(1, 5):
        for cycle in range(1, 101):
            write(f"Data/Intensities/BaseCalls/L{lane:03}/C{cycle}.1/L{lane:03}_{cycle % 2 + 1}.cbcl", 10_650_000)
    for tile in range(26):
        write(f"InterOp/C{tile}.1/Metrics.bin", 1_540_000)
elif kind == "miseq":
    for cycle in range(1, 201):
        for tile in range(1, 101):
            write(f"Data/Intensities/BaseCalls/L001/C{cycle}.1/s_1_{1100 + tile}.bcl", 80_000)
elif kind == "tiny":
    for tile in range(60):
        write(f"Data/Intensities/BaseCalls/L001/C1.1/s_1_{1100 + tile}.bcl", 10_000 * tile)
else:
    sys.exit("make_run.py novaseq|miseq|tiny FOLDER")
