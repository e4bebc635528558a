#include "app/capture_screen.h"

#include <fmt/format.h>

#include "app/progress.h"
#include "base/text.h"
#include "capture/conversations.h"
#include "capture/exposed_places.h"
#include "capture/report_json.h"

namespace runseal::app {
namespace {

using capture::Conversation;
using capture::Report;

constexpr std::size_t most_shown = 20;

std::string with_port(const std::string& host, std::uint16_t port) {
  if (port == 0) return host;
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

std::string names_of(const service::Talk& talk) {
  std::string names = talk.device;
  if (!talk.connections.empty()) names += (names.empty() ? "" : " → ") + base::join(talk.connections, ", ");
  return names;
}

std::string how_long(const capture::Moment& first, const capture::Moment& last) {
  const auto seconds = std::max(0.0, static_cast<double>(last.time_ns - first.time_ns) / 1e9);
  if (seconds < 1) return fmt::format("{:.0f} ms", seconds * 1e3);
  if (seconds < 120) return fmt::format("{:.1f} s", seconds);
  return seconds < 7200 ? fmt::format("{:.0f} min", seconds / 60) : fmt::format("{:.1f} h", seconds / 3600);
}

std::string amounts(const Conversation& one) {
  auto words = fmt::format("{} flow{} in {}, {} to the server, {} back", one.flows, one.flows == 1 ? "" : "s",
                           how_long(one.first, one.last), size_in_words(one.bytes_to_server),
                           size_in_words(one.bytes_to_client));
  if (one.bytes_not_seen > 0) words += fmt::format("; {} not seen", size_in_words(one.bytes_not_seen));
  if (one.bytes_not_kept > 0) words += fmt::format("; {} cut off by the capture", size_in_words(one.bytes_not_kept));
  if (one.begun_before > 0) words += fmt::format("; {} begun before the capture", one.begun_before);
  if (one.ended_early > 0) words += fmt::format("; {} not followed to the end, for want of memory", one.ended_early);
  return words;
}

void show_conversation(const Screen& screen, const Conversation& one, const service::Talk* talk) {
  const auto version = base::join(one.versions, ", ");
  screen.line(fmt::format("{}  {}", screen.bold(one.client + " → " + with_port(one.server, one.port)),
                          screen.accent(one.protocol + (version.empty() ? "" : " " + version))));
  if (talk && !names_of(*talk).empty()) screen.paragraph(names_of(*talk), 2);
  std::vector<std::vector<std::string>> rows;
  const auto row = [&](const char* name, capture::WhichAxis which) {
    const auto axis = capture::told(one, which);
    rows.push_back({name, screen.grade(axis.grade), base::printable(axis.reason)});
  };
  row("integrity", capture::WhichAxis::integrity);
  row("confidentiality", capture::WhichAxis::confidentiality);
  row("peers", capture::WhichAxis::peer_authenticity);
  screen.table(rows);
  screen.paragraph(screen.dim(amounts(one)), 2);
}

void show_run_folders(const Screen& screen, const Report& report) {
  const auto folders = capture::exposed_run_folders(report, most_shown);
  for (const auto& one : folders.most) {
    screen.paragraph(screen.bold(base::printable(one.folder)), 2);
    const auto by = one.clients.size() == 1 ? *one.clients.begin() : fmt::format("{} clients", one.clients.size());
    const auto place = one.place.empty() ? "" : "in " + base::printable(one.place) + " ";
    screen.paragraph(
        screen.dim(fmt::format("{} of {} file{}, {}on {}, by {}, {} to {}", size_in_words(one.read + one.written),
                               one.files, one.files == 1 ? "" : "s", place, one.server, by,
                               capture::time_text(one.first), capture::time_text(one.last))),
        4);
  }
  if (folders.further > 0)
    screen.paragraph(fmt::format("and {} more; --html and --json tell more of them", folders.further), 2);
  if (!folders.most.empty()) screen.paragraph("Their files, and others:", 2);
}

void show_files(const Screen& screen, const Report& report) {
  if (report.files.empty() && report.folders.empty()) return;
  screen.heading("Crossed the network readable");
  show_run_folders(screen, report);
  std::vector<std::vector<std::string>> rows;
  for (const auto& file : report.files) {
    if (rows.size() == most_shown) break;
    const auto& what = file.what;
    rows.push_back(
        {size_in_words(what.read + what.written), base::printable(what.place, 20), base::printable(what.path)});
  }
  screen.table(rows);
  if (report.files.size() > rows.size())
    screen.paragraph(fmt::format("and {} more; --csv lists them all", report.files.size() - rows.size()), 2);
  std::uint64_t further = 0;
  for (const auto& folder : report.folders) further += folder.files;
  if (further > 0)
    screen.paragraph(fmt::format("and {} files that are counted in {} folders, since they were too many to keep",
                                 further, report.folders.size()),
                     2);
}

void show_signs(const Screen& screen, const Report& report) {
  if (report.signs.empty()) return;
  screen.heading("Signs that somebody may have interfered");
  screen.paragraph(screen.dim("Each is a fact, and may have a harmless reason."), 2);
  for (std::size_t i = 0; i < report.signs.size() && i < most_shown; ++i) {
    const auto& sign = report.signs[i];
    std::vector<std::string> packets;
    for (const auto& one : sign.packets) packets.push_back(std::to_string(one.packet));
    screen.table(
        {{screen.warn(sign.id), fmt::format("{} (packet {})", base::printable(sign.what), base::join(packets, ", "))}});
  }
  const auto more = report.signs.size() - std::min(report.signs.size(), most_shown) + report.signs_not_kept;
  if (more > 0) screen.paragraph(fmt::format("and {} more", more), 2);
}

void show_connections(const Screen& screen, const service::Captured& captured) {
  if (!captured.measured.empty()) screen.heading("What it means for connections");
  for (const auto& one : captured.measured) {
    const auto& assessment = one.now.assessment;
    screen.paragraph(screen.bold(assessment.endpoint), 2);
    if (assessment.findings.empty()) screen.paragraph("no findings", 4);
    for (const auto& finding : assessment.findings) {
      screen.paragraph(fmt::format("{} {} ({}){}", screen.severity(finding.severity), finding.title, finding.id,
                                   finding.accepted ? ", accepted" : ""),
                       4);
      screen.paragraph(finding.explanation, 6);
    }
  }
}

void show_inventory(const Screen& screen, const Report& report, const service::Captured& captured) {
  if (!captured.strangers.empty()) {
    screen.heading("Not declared in the inventory, and speaking with known storage");
    std::vector<std::vector<std::string>> rows;
    for (const auto i : captured.strangers) {
      const auto& one = report.conversations[i];
      const auto& device = captured.talks[i].device;
      if (rows.size() < most_shown)
        rows.push_back({device.empty() ? one.client : fmt::format("{} ({})", one.client, device),
                        with_port(one.server, one.port), one.protocol});
    }
    screen.table(rows);
    screen.paragraph(screen.dim("A device is known by its address or name: runseal device connect DEVICE --host NAME"),
                     2);
  }
  if (!captured.not_found.empty())
    screen.paragraph(screen.warn("no address is known of: ") + base::join(captured.not_found, ", ") +
                     "  (--host NAME=ADDRESS tells it)");
  if (!captured.not_seen.empty())
    screen.paragraph(screen.dim("nothing seen of: " + base::join(captured.not_seen, ", ")));
}

}  // namespace

void show_capture(const Screen& screen, const Report& report, const service::Captured* captured) {
  if (report.packets == 0) screen.paragraph(screen.warn("There are no packets: nothing was seen."));
  if (report.packets > 0)
    screen.paragraph(fmt::format("{} packets, {}, {} to {}", report.packets, size_in_words(report.bytes),
                                 capture::time_text(report.first), capture::time_text(report.last)));
  for (const auto& note : report.notes) screen.paragraph(screen.warn("note: ") + base::printable(note, 400));
  if (report.not_ip > 0)
    screen.paragraph(screen.dim(fmt::format("{} packets are neither IP nor ARP, and were not read", report.not_ip)));
  if (report.broken > 0)
    screen.paragraph(
        screen.dim(fmt::format("of {} packets the headers are cut or contradict themselves", report.broken)));
  std::size_t unrecognised = 0;
  for (std::size_t i = 0; i < report.conversations.size(); ++i) {
    const auto& one = report.conversations[i];
    const auto* talk = captured ? &captured->talks[i] : nullptr;
    const bool known = talk && (!talk->device.empty() || !talk->connections.empty());
    if (one.protocol == "unknown" && !known) {
      ++unrecognised;
      continue;
    }
    screen.line();
    show_conversation(screen, one, talk);
  }
  if (unrecognised > 0) {
    screen.line();
    screen.paragraph(screen.dim(fmt::format("and {} conversation{} in protocols that are not read (--json lists them)",
                                            unrecognised, unrecognised == 1 ? "" : "s")));
  }
  show_files(screen, report);
  show_signs(screen, report);
  if (!captured) return;
  show_connections(screen, *captured);
  show_inventory(screen, report, *captured);
}

}  // namespace runseal::app
