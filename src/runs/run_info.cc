#include "runs/run_info.h"

#include <set>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "base/time.h"
#include "runs/xml.h"

namespace runseal::runs {
namespace {

constexpr std::size_t max_reads = 16;
constexpr unsigned max_cycles = 10'000;
constexpr unsigned max_lanes = 16;
constexpr unsigned max_tile = 99'999;
constexpr std::size_t max_listed = 100'000;

// 240508, 20240508 and 2024-05-08T… have one meaning. 5/8/2024 has two (the control PC's language decides): it is kept.
std::string plain_date(const std::string& text) {
  std::string candidate;
  if (text.size() == 6)
    candidate = fmt::format("20{}-{}-{}", text.substr(0, 2), text.substr(2, 2), text.substr(4, 2));
  else if (text.size() == 8)
    candidate = fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
  else if (text.size() > 10 && text[10] == 'T')
    candidate = text.substr(0, 10);
  return base::parse_date(candidate) ? candidate : text;
}

Result<> read_reads(const pugi::xml_node& run, RunInfo& info, const std::string& where) {
  const auto reads = children(child(run, "Reads"), "Read");
  if (reads.size() > max_reads) return fail(ErrorCode::limit, fmt::format("more than {} reads", max_reads), where);
  for (const auto& read : reads) {
    RUNSEAL_TRY(const auto cycles, number(attribute(read, "NumCycles"), 0, max_cycles, "NumCycles of a read", where));
    if (!cycles) {  // an older form gives first and last cycle; nothing here knows that form
      info.reads.clear();
      return {};
    }
    if (*cycles > 0) info.reads.push_back({*cycles, attribute(read, "IsIndexedRead") == "Y"});
  }
  return {};
}

Result<> read_layout(const pugi::xml_node& layout, RunInfo& info, const std::string& where) {
  const auto take = [&](const char* name, unsigned high, unsigned& to) -> Result<> {
    RUNSEAL_TRY(const auto value, number(attribute(layout, name), 1, high, name, where));
    to = value.value_or(0);
    return {};
  };
  RUNSEAL_CHECK(take("LaneCount", max_lanes, info.lanes));
  RUNSEAL_CHECK(take("SurfaceCount", 4, info.surfaces));
  RUNSEAL_CHECK(take("SwathCount", 32, info.swaths));
  return take("TileCount", 1000, info.tiles);
}

// <Tile>2_1198</Tile>: lane 2, tile 1198, whose first digit is the surface.
Result<> read_tiles(const pugi::xml_node& layout, RunInfo& info, const std::string& where) {
  const auto listed = children(child(child(layout, "TileSet"), "Tiles"), "Tile");
  if (listed.size() > max_listed) return fail(ErrorCode::limit, fmt::format("over {} tiles", max_listed), where);
  std::map<unsigned, std::set<unsigned>> tiles;
  for (const auto& node : listed) {
    const auto text = text_of(node);
    const auto middle = text.find('_');
    if (middle == std::string::npos || middle + 1 == text.size())
      return fail(ErrorCode::invalid, "a tile is \"" + text + "\", not LANE_TILE", where);
    RUNSEAL_TRY(const auto lane, number(text.substr(0, middle), 1, max_lanes, "the lane of a tile", where));
    RUNSEAL_TRY(const auto tile, number(text.substr(middle + 1), 1, max_tile, "a tile", where));
    if (!lane || !tile) return fail(ErrorCode::invalid, "a tile is \"" + text + "\", not LANE_TILE", where);
    tiles[*lane].insert(*tile);
  }
  for (const auto& [lane, numbers] : tiles) {
    std::set<char> surfaces;
    for (const auto tile : numbers) surfaces.insert(std::to_string(tile).front());
    info.listed_tiles[lane] = {static_cast<unsigned>(numbers.size()), static_cast<unsigned>(surfaces.size())};
  }
  return {};
}

}  // namespace

unsigned RunInfo::cycles() const {
  unsigned sum = 0;
  for (const auto& read : reads) sum += read.cycles;
  return sum;
}

unsigned RunInfo::surfaces_of_lane(unsigned lane) const {
  const auto listed = listed_tiles.find(lane);
  return listed == listed_tiles.end() ? surfaces : listed->second.surfaces;
}

unsigned RunInfo::tiles_of_lane(unsigned lane) const {
  const auto listed = listed_tiles.find(lane);
  return listed == listed_tiles.end() ? surfaces * swaths * tiles : listed->second.tiles;
}

Result<RunInfo> parse_run_info(ByteView content, const std::string& where) {
  RUNSEAL_TRY(const auto xml, Xml::parse(content, "RunInfo", where));
  const auto run = child(xml.root(), "Run");
  RunInfo info;
  info.run_id = attribute(run, "Id");
  if (info.run_id.empty()) return fail(ErrorCode::invalid, "it names no run: there is no <Run Id=…>", where);
  info.instrument = text_of(child(run, "Instrument"));
  info.flowcell = text_of(child(run, "Flowcell"));
  info.date = plain_date(text_of(child(run, "Date")));
  const auto layout = child(run, "FlowcellLayout");
  RUNSEAL_CHECK(read_reads(run, info, where));
  RUNSEAL_CHECK(read_layout(layout, info, where));
  RUNSEAL_CHECK(read_tiles(layout, info, where));
  return info;
}

}  // namespace runseal::runs
