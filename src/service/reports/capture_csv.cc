#include "base/text.h"
#include "capture/report_json.h"
#include "service/reports/capture_devices.h"
#include "service/reports/capture_report.h"

namespace runseal::service {
namespace {

using capture::Report;

std::string cell(const std::string& value) {
  const bool formula = !value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos;
  const auto text = formula ? "'" + value : value;
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string line(const std::vector<std::string>& values) {
  std::vector<std::string> cells;
  for (const auto& value : values) cells.push_back(cell(value));
  return base::join(cells, ",") + "\r\n";
}

std::string byte(const capture::ByteRange& range, std::uint64_t at) {
  return range.known() ? std::to_string(at) : std::string();
}

}  // namespace

Result<base::LongText> exposure_csv(const Report& report, const Captured* captured) {
  const CapturedDevices devices(report, captured);
  base::LongText text = line({"first", "last", "client", "device", "server", "port", "place", "path", "files",
                              "bytes_read", "bytes_written", "reason", "first_byte", "last_byte"});
  for (const auto& [client, server, port, what] : report.files)
    RUNSEAL_CHECK(
        text.append(line({capture::time_text(what.first), capture::time_text(what.last), client,
                          devices.of(client, server, port), server, std::to_string(port), what.place, what.path, "1",
                          std::to_string(what.read), std::to_string(what.written), what.reason,
                          byte(what.range, what.range.first()), byte(what.range, what.range.last())})));
  for (const auto& folder : report.folders)
    RUNSEAL_CHECK(
        text.append(line({capture::time_text(folder.first), capture::time_text(folder.last), folder.client,
                          devices.of(folder.client, folder.server, folder.port), folder.server,
                          std::to_string(folder.port), folder.place, folder.path + "/", std::to_string(folder.files),
                          std::to_string(folder.read), std::to_string(folder.written), "counted by folder", "", ""})));
  return text;
}

}  // namespace runseal::service
