// RunInfo.xml: what a run should consist of. Written by the instrument when the run begins.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::runs {

struct Read {
  unsigned cycles = 0;
  bool index = false;
};

// What the list of tiles says about one lane.
struct LaneTiles {
  unsigned tiles = 0;
  unsigned surfaces = 0;  // told by the first digit of a tile's number
};

struct RunInfo {
  std::string run_id;
  std::string instrument;  // serial number
  std::string flowcell;
  std::string date;         // 2024-05-08 where the text has only one meaning, else as it was written
  std::vector<Read> reads;  // in order; empty: not told
  unsigned lanes = 0;       // this and the following: 0: not told
  unsigned surfaces = 0;
  unsigned swaths = 0;
  unsigned tiles = 0;  // of one swath
  std::map<unsigned, LaneTiles> listed_tiles;

  [[nodiscard]] unsigned cycles() const;                         // of all reads
  [[nodiscard]] unsigned surfaces_of_lane(unsigned lane) const;  // 0: not told
  [[nodiscard]] unsigned tiles_of_lane(unsigned lane) const;     // over all surfaces and swaths; 0: not told
};

// Bounds: 4 MiB, 16 lanes, 16 reads of at most 10000 cycles, 4 surfaces, 32 swaths, 1000 tiles of a swath, 100000
// tiles listed. Errors: invalid, limit; `where` is the file's name for them.
[[nodiscard]] Result<RunInfo> parse_run_info(ByteView content, const std::string& where = "RunInfo.xml");

}  // namespace runseal::runs
