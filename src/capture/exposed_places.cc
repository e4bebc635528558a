#include "capture/exposed_places.h"

#include <algorithm>
#include <tuple>

#include "capture/conversations.h"
#include "capture/report_json.h"

namespace runseal::capture {
namespace {

// Where the last part of the path is named like a run and has no extension, it was the folder that was opened or
// listed.
std::string_view named_run(std::string_view path, bool is_folder) {
  for (std::size_t begin = 0; begin < path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto name = path.substr(begin, end - begin);
    if (named_like_a_run(name) && (is_folder || end < path.size() || !name.contains('.'))) return path.substr(0, end);
    begin = end + 1;
  }
  return {};
}

std::string_view from_the_root(std::string_view path) {
  return path.substr(std::min(path.find_first_not_of('/'), path.size()));
}

// An export, a share or a module may be a run itself.
std::string_view run_folder(std::string_view place, std::string_view path, bool is_folder) {
  path = from_the_root(path);
  if (const auto run = named_run(path, is_folder); !run.empty()) return run;
  if (const auto run = named_run(from_the_root(place), true); !run.empty()) return run;
  const auto first = path.find('/');
  return is_folder || first != std::string_view::npos ? path.substr(0, first) : std::string_view();
}

// A file, or the files of a folder that were counted. There may be very many: nothing is copied.
struct Row {
  const ExposedFile* file;
  const ExposedFolder* counted;  // if it is no file
  std::string_view folder;

  [[nodiscard]] auto where() const {
    const auto& [server, place] =
        file ? std::tie(file->server, file->what.place) : std::tie(counted->server, counted->place);
    return std::tuple<std::string_view, std::string_view, std::string_view>(server, place, folder);
  }
  [[nodiscard]] std::uint64_t bytes() const {
    return file ? file->what.read + file->what.written : counted->read + counted->written;
  }
};

std::vector<Row> rows_of(const Report& report, bool by_folder) {
  std::vector<Row> rows;
  rows.reserve(report.files.size() + report.folders.size());
  const auto add = [&](const ExposedFile* file, const ExposedFolder* counted, const std::string& place,
                       const std::string& path) {
    const auto folder = by_folder ? run_folder(place, path, counted != nullptr) : std::string_view();
    if (!by_folder || !folder.empty()) rows.push_back({file, counted, folder});
  };
  for (const auto& file : report.files) add(&file, nullptr, file.what.place, file.what.path);
  for (const auto& folder : report.folders) add(nullptr, &folder, folder.place, folder.path);
  std::ranges::sort(rows, {}, &Row::where);
  return rows;
}

void count(ExposedPlace& into, const Row& row) {
  const auto add = [&](const auto& whose, const auto& what, std::uint64_t files) {
    into.files += files;
    into.read += what.read;
    into.written += what.written;
    into.clients.insert(whose.client);
    stretch(into.first, into.last, what.first, what.last);
  };
  if (row.counted) return add(*row.counted, *row.counted, row.counted->files);
  add(*row.file, row.file->what, 1);
  into.reasons.insert(row.file->what.reason);
}

ExposedPlace place_of(std::span<const Row> rows) {
  ExposedPlace place;
  std::tie(place.server, place.place, place.folder) = rows.front().where();
  for (const auto& row : rows) count(place, row);
  return place;
}

// Rows of one place stand together. Only the places that are told are made.
ExposedPlaces told(std::span<const Row> rows, std::size_t most) {
  struct Stretch {
    std::size_t begin, size;
    std::uint64_t bytes;
  };
  std::vector<Stretch> places;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || rows[i - 1].where() != rows[i].where()) places.push_back({i, 0, 0});
    ++places.back().size;
    places.back().bytes += rows[i].bytes();
  }
  std::ranges::sort(places, [](const Stretch& a, const Stretch& b) {
    return std::tuple(b.bytes, a.begin) < std::tuple(a.bytes, b.begin);
  });
  ExposedPlaces all;
  all.further = places.size() - std::min(places.size(), most);
  for (const auto& one : std::span(places).first(std::min(places.size(), most)))
    all.most.push_back(place_of(rows.subspan(one.begin, one.size)));
  return all;
}

}  // namespace

bool named_like_a_run(std::string_view name) {
  if (name.starts_with(run_pseudonym)) return true;
  const auto digits = name.find_first_not_of("0123456789");
  return (digits == 6 || digits == 8) && name[digits] == '_' && std::ranges::count(name, '_') >= 3;
}

ExposedPlaces exposed_run_folders(const Report& report, std::size_t most) { return told(rows_of(report, true), most); }
ExposedPlaces exposed_shares(const Report& report, std::size_t most) { return told(rows_of(report, false), most); }

Json to_json(const ExposedPlace& place) {
  Json json{{"server", place.server},   {"place", place.place},           {"files", place.files},
            {"bytes_read", place.read}, {"bytes_written", place.written}, {"clients", place.clients},
            {"reasons", place.reasons}, {"from", time_text(place.first)}, {"to", time_text(place.last)}};
  if (!place.folder.empty()) json["folder"] = place.folder;
  return json;
}

}  // namespace runseal::capture
