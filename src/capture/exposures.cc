#include "capture/exposures.h"

#include <algorithm>

namespace runseal::capture {
namespace {

constexpr std::size_t node = 460;  // of a map, and then of the report, beside its text
constexpr std::size_t most_reasons = 256;

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace

void Exposures::Counted::add(const Exposure& exposure, bool fresh) {
  if (fresh) ++files;
  read += exposure.read;
  written += exposure.written;
  range.add(exposure.range, exposure.read + exposure.written);
  if (first.packet == 0 || exposure.first.packet < first.packet) first = exposure.first;
  if (last.packet < exposure.last.packet) last = exposure.last;
}

void Exposures::add(const FlowKey& flow, const Exposure& exposure) {
  auto& place = place_of({flow.client, flow.server, flow.server_port, exposure.place});
  const auto found = place.files.find(exposure.path);
  if (found != place.files.end()) return found->second.counted.add(exposure, false);
  if (room_for(node + exposure.path.size()))
    return (place.files[exposure.path] = {{}, reason_of(exposure.reason)}).counted.add(exposure, true);
  const auto folder = folder_of(exposure.path);
  auto in = place.folders.find(folder);
  if (in == place.folders.end()) {
    const auto name = room_for(node + folder.size()) ? std::string(folder) : std::string();
    in = place.folders.try_emplace(name).first;
  }
  in->second.add(exposure, true);
}

// When there is no room left, whose they were is not kept either; that they were is.
Exposures::Place& Exposures::place_of(Whose whose) {
  const auto found = places_.find(whose);
  if (found != places_.end()) return found->second;
  if (!room_for(node + sizeof(Whose) + whose.place.size())) whose = {};
  return places_[whose];
}

bool Exposures::room_for(std::size_t bytes) {
  if (used_ + bytes > limit_) return false;
  used_ += bytes;
  return true;
}

std::uint32_t Exposures::reason_of(const std::string& reason) {
  const auto found = std::find(reasons_.begin(), reasons_.end(), reason);
  if (found != reasons_.end()) return static_cast<std::uint32_t>(found - reasons_.begin());
  if (reasons_.size() >= most_reasons) return 0;
  reasons_.push_back(reason);
  return static_cast<std::uint32_t>(reasons_.size() - 1);
}

void Exposures::take(Report& into) {
  std::size_t files = 0;
  for (const auto& [whose, place] : places_) files += place.files.size();
  into.files.reserve(files);
  for (auto& [whose, place] : places_) {
    const auto client = whose.client.text();
    const auto server = whose.server.text();
    while (!place.files.empty()) {  // given back one by one: they are many
      auto file = place.files.extract(place.files.begin());
      const auto& counted = file.mapped().counted;
      into.files.push_back({client,
                            server,
                            whose.port,
                            {whose.place, std::move(file.key()), counted.read, counted.written, counted.first,
                             counted.last, reasons_[file.mapped().reason], counted.range}});
    }
    for (auto& [path, counted] : place.folders) {
      into.folders.push_back({client, server, whose.port, whose.place, path, counted.files, counted.read,
                              counted.written, counted.first, counted.last});
    }
  }
  *this = Exposures(limit_);
}

}  // namespace runseal::capture
