#include <fmt/format.h>

#include "base/text.h"
#include "capture/conversations.h"
#include "capture/exposed_places.h"
#include "capture/report_json.h"
#include "service/reports/capture_devices.h"
#include "service/reports/capture_picture.h"
#include "service/reports/capture_report.h"
#include "service/reports/html_connection.h"
#include "service/reports/html_page.h"

namespace runseal::service {
namespace {

using capture::Conversation;
using capture::Report;
using capture::WhichAxis;
using html::element;
using html::Markup;
using html::text;

constexpr std::size_t most_files = 5'000;  // in a report to read; the CSV has all

Markup header(const Report& report) {
  std::vector<std::string> names;
  for (const auto& source : report.sources) names.push_back(source.name);
  auto out = element("h1", "What crossed the network");
  out += element("p", fmt::format("{} packets, {} bytes, from {} to {}, read from {} by runseal {}.", report.packets,
                                  report.bytes, capture::time_text(report.first), capture::time_text(report.last),
                                  base::join(names, ", "), RUNSEAL_VERSION));
  if (!report.whole) out += element("p", "The capture could not be read to its end.", "absent");
  for (const auto& note : report.notes) out += element("p", note, "small");
  return out;
}

Markup axis(const char* name, const model::Axis& axis) {
  return html::row({text(name), html::grade(axis.grade), text(axis.reason)});
}

std::string whose(const Captured* captured, std::size_t i) {
  if (!captured) return {};
  const auto& talk = captured->talks[i];
  auto words = talk.device;
  if (!talk.connections.empty()) words += (words.empty() ? "" : " → ") + base::join(talk.connections, ", ");
  return words;
}

Markup finding(const model::Finding& one) {
  auto out = text(one.title + " ") + element("code", one.id) + element("p", one.explanation, "small");
  if (one.accepted)
    out += element(
        "p", fmt::format("Accepted until {} by {}: {}", one.accepted->until, one.accepted->by, one.accepted->reason),
        "accepted");
  return out;
}

Markup connections(const Captured* captured) {
  if (!captured || captured->measured.empty()) return {};
  auto rows = html::row({text("connection"), text("severity"), text("finding")}, "th");
  for (const auto& measured : captured->measured) {
    const auto& assessment = measured.now.assessment;
    for (const auto& one : assessment.findings)
      rows += html::row({text(assessment.endpoint), html::severity(one.severity), finding(one)});
    if (assessment.findings.empty()) rows += html::row({text(assessment.endpoint), text(""), text("none")});
  }
  return element("section", element("h2", "What it means for connections") + element("table", rows, "facts"));
}

Markup conversation(const Conversation& one, const std::string& whose) {
  auto out = element("h3", fmt::format("{} → {}, port {}: {} {}", one.client, one.server, one.port, one.protocol,
                                       base::join(one.versions, ", ")));
  if (!whose.empty()) out += element("p", whose);
  out += element("table",
                 axis("integrity", told(one, WhichAxis::integrity)) +
                     axis("confidentiality", told(one, WhichAxis::confidentiality)) +
                     axis("peer authenticity", told(one, WhichAxis::peer_authenticity)),
                 "axes");
  return out +
         element("p",
                 fmt::format("{} flow{}; {} bytes to the server, {} back, {} not seen, {} cut off by the capture; "
                             "{} to {}.",
                             one.flows, one.flows == 1 ? "" : "s", one.bytes_to_server, one.bytes_to_client,
                             one.bytes_not_seen, one.bytes_not_kept, capture::time_text(one.first),
                             capture::time_text(one.last)),
                 "small");
}

void put_conversations(const Report& report, const Captured* captured, html::LongPage& page) {
  page.begin("section");
  page.add(element("h2", "Who spoke with whom, and how"));
  std::size_t others = 0;
  for (std::size_t i = 0; i < report.conversations.size(); ++i) {
    const auto& one = report.conversations[i];
    const auto name = whose(captured, i);
    if (one.protocol == "unknown" && name.empty())
      ++others;
    else
      page.add(conversation(one, name));
  }
  if (others > 0)
    page.add(element(
        "p", fmt::format("And {} conversation{} in protocols that are not read.", others, others == 1 ? "" : "s")));
  page.end();
}

std::string some_of(const std::set<std::string>& clients) {
  constexpr std::size_t most = 20;
  std::vector<std::string> names;
  for (const auto& one : clients)
    if (names.size() < most) names.push_back(one);
  const auto more = clients.size() - names.size();
  return base::join(names, ", ") + (more > 0 ? fmt::format(" and {} more", more) : "");
}

Markup run_folders(const Report& report) {
  const auto folders = capture::exposed_run_folders(report);
  if (folders.most.empty()) return {};
  auto rows = html::row({text("run folder"), text("place"), text("files"), text("bytes read"), text("bytes written"),
                         text("by"), text("when"), text("reason")},
                        "th");
  for (const auto& one : folders.most)
    rows += html::row({text(one.folder), text(one.place + " on " + one.server), text(std::to_string(one.files)),
                       text(std::to_string(one.read)), text(std::to_string(one.written)), text(some_of(one.clients)),
                       text(capture::time_text(one.first) + " to " + capture::time_text(one.last)),
                       text(base::join(std::vector(one.reasons.begin(), one.reasons.end()), "; "))});
  auto out = element("h3", "By run folder") + element("table", rows, "facts");
  if (folders.further > 0) out += element("p", fmt::format("And {} more folders.", folders.further));
  return out + element("h3", "Each file");
}

void put_table_of_files(const Report& report, const Captured* captured, html::LongPage& page) {
  const CapturedDevices devices(report, captured);
  const auto from = [&](const auto& one) {
    const auto device = devices.of(one.client, one.server, one.port);
    return text(device.empty() ? one.client : fmt::format("{} ({})", device, one.client));
  };
  page.begin("table", "facts");
  page.add(html::row({text("place"), text("file or folder"), text("bytes read"), text("bytes written"), text("from"),
                      text("to"), text("first seen"), text("reason")},
                     "th"));
  for (std::size_t i = 0; i < report.files.size() && i < most_files; ++i) {
    const auto& file = report.files[i];
    auto name = text(file.what.path);
    if (const auto& range = file.what.range; range.known())
      name += element("p", fmt::format("bytes {} to {}", range.first(), range.last()), "small");
    page.add(html::row({text(file.what.place), name, text(std::to_string(file.what.read)),
                        text(std::to_string(file.what.written)), from(file), text(file.server),
                        text(capture::time_text(file.what.first)), text(file.what.reason)}));
  }
  for (const auto& folder : report.folders)
    page.add(html::row({text(folder.place), text(fmt::format("{}/ ({} files)", folder.path, folder.files)),
                        text(std::to_string(folder.read)), text(std::to_string(folder.written)), from(folder),
                        text(folder.server), text(capture::time_text(folder.first)), text("counted by folder")}));
  page.end();
  if (report.files.size() > most_files)
    page.add(element("p", fmt::format("And {} more: the CSV has them all.", report.files.size() - most_files)));
}

void put_files(const Report& report, const Captured* captured, html::LongPage& page) {
  page.begin("section");
  page.add(element("h2", "Files that crossed the network readable"));
  if (report.files.empty() && report.folders.empty()) {
    page.add(element("p", "None was seen. What was not seen is not known."));
  } else {
    page.add(run_folders(report));
    put_table_of_files(report, captured, page);
  }
  page.end();
}

Markup signs(const Report& report) {
  if (report.signs.empty()) return {};
  auto out = element("h2", "Signs that somebody may have interfered") +
             element("p", "Each is a fact with its packets, and may have a harmless reason.");
  for (const auto& sign : report.signs) {
    std::vector<std::string> packets;
    for (const auto& one : sign.packets) packets.push_back(fmt::format("{} ({})", one.packet, capture::time_text(one)));
    out += element("h4", element("code", sign.id)) + element("p", sign.what) +
           element("p", "Packets: " + base::join(packets, ", "), "small");
  }
  return element("section", out);
}

Markup reading() {
  return element(
      "section",
      element("h2", "How to read this") +
          element("p",
                  "Protected: the packets show it. Absent: they show that there was no protection. Unknown: they do "
                  "not tell, which never counts as safe. A passive reader cannot see what encryption hides, and not "
                  "whether somebody changed bytes: it sees whether a change would have been noticed.") +
          element("p", "Dashed lines are unknown. No content of any file is in this report."));
}

}  // namespace

Result<base::LongText> capture_html(const Report& report, const Captured* captured) {
  html::LongPage page("runseal capture");
  page.add(header(report) + html::capture_picture(report, captured) + connections(captured));
  put_conversations(report, captured, page);
  put_files(report, captured, page);
  page.add(signs(report) + reading());
  return page.finish();
}

}  // namespace runseal::service
