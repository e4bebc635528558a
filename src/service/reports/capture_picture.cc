#include "service/reports/capture_picture.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

#include "capture/conversations.h"

namespace runseal::service::html {
namespace {

using capture::Conversation;

constexpr std::size_t most_lines = 24;
constexpr int width = 900;
constexpr int box_width = 200;
constexpr int slot = 26;  // for each line that ends at a box
constexpr int gap = 18;   // between boxes

// A host, and the lines that end at it, from top to bottom.
struct Box {
  std::string host;
  std::vector<std::size_t> lines;
  int top = 0;
  [[nodiscard]] int height() const { return static_cast<int>(std::max<std::size_t>(lines.size(), 2)) * slot; }
};

struct Column {
  std::vector<Box> boxes;

  void add(const std::string& host, std::size_t line) {
    auto at = std::ranges::find(boxes, host, &Box::host);
    if (at == boxes.end()) at = boxes.insert(at, Box{host, {}, 0});
    at->lines.push_back(line);
  }
  int stack() {  // the height of all
    int at = gap / 2;
    for (auto& box : boxes) {
      box.top = at;
      at += box.height() + gap;
    }
    return at;
  }
  [[nodiscard]] int middle_of(std::size_t line) const {
    for (const auto& box : boxes) {
      const auto at = std::ranges::find(box.lines, line);
      if (at == box.lines.end()) continue;
      const auto spare = box.height() - static_cast<int>(box.lines.size()) * slot;
      return box.top + spare / 2 + static_cast<int>(at - box.lines.begin()) * slot + slot / 2;
    }
    return 0;
  }
};

model::Protection worst_of(const Conversation& one) {
  auto axis = one.integrity;
  capture::keep_worse(axis, one.confidentiality);
  return axis.grade;
}

const char* colour_of(model::Protection grade) {
  switch (grade) {
    case model::Protection::protected_: return "#14532d";
    case model::Protection::absent: return "#9b1c1c";
    case model::Protection::optional: return "#7a4b00";
    case model::Protection::unknown: break;
  }
  return "#555555";
}

Markup raw(const std::string& svg) { return {svg}; }

Markup words_at(int x, int y, const char* colour, const std::string& words) {
  return raw(fmt::format(R"(<text x="{}" y="{}" font-size="13" fill="{}">)", x, y, colour)) + text(words) +
         raw("</text>\n");
}

Markup drawn(const Box& box, int x, const std::string& name) {
  auto out = raw(fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}" rx="6" fill="#fff" stroke="#1a1a1a"/>)", x,
                             box.top, box_width, box.height()));
  const int middle = box.top + box.height() / 2;
  if (name.empty()) return out + words_at(x + 10, middle + 5, "#1a1a1a", box.host);
  return out + words_at(x + 10, middle - 4, "#1a1a1a", name) + words_at(x + 10, middle + 14, "#444444", box.host);
}

Markup line(const Conversation& one, int y1, int y2) {
  const auto grade = worst_of(one);
  const auto* colour = colour_of(grade);
  const int left = box_width + 1;
  auto out = raw(fmt::format(R"(<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="2.5"{}/>)", left, y1,
                             width - box_width - 1, y2, colour,
                             grade == model::Protection::unknown ? R"( stroke-dasharray="7 5")" : ""));
  auto version = base::join(one.versions, ", ");
  if (version.size() > 24) version = one.versions.front() + ", …";
  const auto words = fmt::format("{}{}{}: {}", one.protocol, version.empty() ? "" : " ", version, base::name_of(grade));
  // on the line, near the client, where each line has a place of its own
  return out +
         raw(fmt::format(R"(<rect x="{}" y="{}" width="{}" height="18" fill="#fff"/>)", left + 14, y1 - 9,
                         static_cast<int>(words.size()) * 8 + 8)) +
         words_at(left + 18, y1 + 5, colour, words);
}

std::string device_at(const capture::Report& report, const Captured* captured, const std::string& client) {
  if (!captured) return {};
  for (const auto& talk : captured->talks)
    if (report.conversations[talk.conversation].client == client && !talk.device.empty()) return talk.device;
  return {};
}

}  // namespace

Markup capture_picture(const capture::Report& report, const Captured* captured) {
  Column clients;
  Column servers;
  std::vector<const Conversation*> shown;
  std::size_t left_out = 0;
  for (const auto& one : report.conversations) {
    if (one.protocol == "unknown") continue;
    if (shown.size() == most_lines) {
      ++left_out;
      continue;
    }
    clients.add(one.client, shown.size());
    servers.add(one.server, shown.size());
    shown.push_back(&one);
  }
  if (shown.empty()) return {};
  const auto height = std::max(clients.stack(), servers.stack());
  auto out = raw(fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 0 {} {}" width="100%" role="img" )"
                             R"(aria-label="who spoke with whom" font-family="DejaVu Sans, Verdana, sans-serif">)",
                             width + 4, height));
  for (std::size_t i = 0; i < shown.size(); ++i) out += line(*shown[i], clients.middle_of(i), servers.middle_of(i));
  for (const auto& box : clients.boxes) out += drawn(box, 0, device_at(report, captured, box.host));
  for (const auto& box : servers.boxes) out += drawn(box, width - box_width, "");
  out += raw("</svg>\n");
  if (left_out > 0)
    out += element("p", fmt::format("{} further conversations are not in the picture.", left_out), "small");
  return out;
}

}  // namespace runseal::service::html
