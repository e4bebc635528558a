#include <fmt/format.h>

#include "capture/report_json.h"
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
  std::string text;
  for (const auto& value : values) text += (text.empty() ? "" : ",") + cell(value);
  return text + "\r\n";
}

std::string device_of(const Report& report, const Captured* captured, const std::string& client,
                      const std::string& server, std::uint16_t port) {
  if (!captured) return {};
  for (const auto& talk : captured->talks) {
    const auto& one = report.conversations[talk.conversation];
    if (one.client == client && one.server == server && one.port == port && !talk.device.empty()) return talk.device;
  }
  return {};
}

}  // namespace

std::string exposure_csv(const Report& report, const Captured* captured) {
  auto text = line({"first", "last", "client", "device", "server", "port", "place", "path", "files", "bytes_read",
                    "bytes_written", "reason"});
  for (const auto& [client, server, port, what] : report.files)
    text += line({capture::time_text(what.first), capture::time_text(what.last), client,
                  device_of(report, captured, client, server, port), server, std::to_string(port), what.place,
                  what.path, "1", std::to_string(what.read), std::to_string(what.written), what.reason});
  for (const auto& folder : report.folders)
    text += line({capture::time_text(folder.first), capture::time_text(folder.last), folder.client,
                  device_of(report, captured, folder.client, folder.server, folder.port), folder.server,
                  std::to_string(folder.port), folder.place, folder.path + "/", std::to_string(folder.files),
                  std::to_string(folder.read), std::to_string(folder.written), "counted by folder"});
  return text;
}

}  // namespace runseal::service
