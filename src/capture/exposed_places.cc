#include "capture/exposed_places.h"

#include <algorithm>
#include <tuple>

#include "capture/report_json.h"

namespace runseal::capture {
namespace {

bool named_like_a_run(std::string_view name) {
  const auto digits = name.find_first_not_of("0123456789");
  return (digits == 6 || digits == 8) && name[digits] == '_' && std::ranges::count(name, '_') >= 3;
}

// `folders`: no file's name ends it.
std::string_view run_folder(std::string_view path, bool folders) {
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  if (!folders) path = path.substr(0, path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/'));
  const auto first = path.substr(0, path.find('/'));
  for (std::size_t begin = 0; begin < path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    if (named_like_a_run(path.substr(begin, end - begin))) return path.substr(0, end);
    begin = end + 1;
  }
  return first;
}

// A file, or the files of a folder, as they are counted: of reports with very many, so nothing is copied.
struct Row {
  std::string_view server, place, folder, client, reason;
  std::uint64_t files, read, written;
  Moment first, last;

  [[nodiscard]] auto where() const { return std::tie(server, place, folder); }
};

std::vector<Row> rows_of(const Report& report, bool by_folder) {
  std::vector<Row> rows;
  rows.reserve(report.files.size() + report.folders.size());
  const auto add = [&](const auto& whose, const auto& what, std::string_view reason, std::uint64_t files, bool folder) {
    const auto in = by_folder ? run_folder(what.path, folder) : std::string_view();
    if (by_folder && in.empty()) return;
    rows.push_back(
        {whose.server, what.place, in, whose.client, reason, files, what.read, what.written, what.first, what.last});
  };
  for (const auto& file : report.files) add(file, file.what, file.what.reason, 1, false);
  for (const auto& folder : report.folders) add(folder, folder, {}, folder.files, true);
  return rows;
}

void count(ExposedPlace& into, const Row& row) {
  into.files += row.files;
  into.read += row.read;
  into.written += row.written;
  into.clients.emplace(row.client);
  if (!row.reason.empty()) into.reasons.emplace(row.reason);
  if (into.first.packet == 0 || row.first.time_ns < into.first.time_ns) into.first = row.first;
  if (into.last.packet == 0 || row.last.time_ns > into.last.time_ns) into.last = row.last;
}

std::vector<ExposedPlace> told(std::vector<Row> rows) {
  std::ranges::stable_sort(rows, [](const Row& a, const Row& b) { return a.where() < b.where(); });
  std::vector<ExposedPlace> all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    if (i == 0 || rows[i - 1].where() != row.where()) {
      all.emplace_back();
      all.back().server = row.server;
      all.back().place = row.place;
      all.back().folder = row.folder;
    }
    count(all.back(), row);
  }
  const auto bytes = [](const ExposedPlace& one) { return one.read + one.written; };
  std::ranges::stable_sort(all, [&](const auto& a, const auto& b) { return bytes(a) > bytes(b); });
  return all;
}

}  // namespace

std::vector<ExposedPlace> exposed_run_folders(const Report& report) { return told(rows_of(report, true)); }
std::vector<ExposedPlace> exposed_shares(const Report& report) { return told(rows_of(report, false)); }

Json to_json(const ExposedPlace& place) {
  Json json{{"server", place.server},   {"place", place.place},           {"files", place.files},
            {"bytes_read", place.read}, {"bytes_written", place.written}, {"clients", place.clients},
            {"reasons", place.reasons}, {"from", time_text(place.first)}, {"to", time_text(place.last)}};
  if (!place.folder.empty()) json["folder"] = place.folder;
  return json;
}

}  // namespace runseal::capture
