#include "service/reports/capture_picture.h"

#include <fmt/format.h>

#include "capture/conversations.h"

namespace runseal::service::html {
namespace {

using capture::Conversation;

constexpr std::size_t most_lines = 24;
constexpr int width = 900;
constexpr int box_width = 230;
constexpr int box_height = 38;
constexpr int step = 58;

struct Boxes {
  std::vector<std::string> hosts;  // addresses, from top to bottom

  std::size_t of(const std::string& host) {
    const auto at = std::ranges::find(hosts, host);
    if (at != hosts.end()) return static_cast<std::size_t>(at - hosts.begin());
    hosts.push_back(host);
    return hosts.size() - 1;
  }
};

int middle(std::size_t row) { return static_cast<int>(row) * step + step / 2; }

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

Markup box(int x, std::size_t row, const std::string& name, const std::string& under) {
  const int y = middle(row) - box_height / 2;
  auto out = raw(fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}" rx="6" fill="#fff" stroke="#1a1a1a"/>)", x,
                             y, box_width, box_height));
  const auto label = [&](int at, int size, const std::string& words) {
    out +=
        raw(fmt::format(R"(<text x="{}" y="{}" font-size="{}">)", x + 10, at, size)) + text(words) + raw("</text>\n");
  };
  label(y + (under.empty() ? 24 : 17), 14, name);
  if (!under.empty()) label(y + 32, 13, under);
  return out;
}

Markup line(const Conversation& one, std::size_t from, std::size_t to, std::size_t number) {
  const auto grade = worst_of(one);
  const int left = box_width + 1;
  const int right = width - box_width - 1;
  const int y1 = middle(from);
  const int y2 = middle(to);
  auto out =
      raw(fmt::format(R"(<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="3"{}/>)", left, y1, right, y2,
                      colour_of(grade), grade == model::Protection::unknown ? R"( stroke-dasharray="7 5")" : ""));
  // labels of lines that cross stand apart
  const int share = 25 + static_cast<int>(number % 3) * 22;
  const int x = left + (right - left) * share / 100;
  const int y = y1 + (y2 - y1) * share / 100 - 6;
  out += raw(fmt::format(R"(<text x="{}" y="{}" font-size="13" fill="{}">)", x, y, colour_of(grade)));
  const auto version = one.versions.empty() ? "" : " " + one.versions.front();
  return out + text(one.protocol + version + ": " + std::string(base::name_of(grade))) + raw("</text>\n");
}

std::string device_at(const capture::Report& report, const Captured* captured, const std::string& client) {
  if (!captured) return {};
  for (const auto& talk : captured->talks)
    if (report.conversations[talk.conversation].client == client && !talk.device.empty()) return talk.device;
  return {};
}

}  // namespace

Markup capture_picture(const capture::Report& report, const Captured* captured) {
  Boxes clients;
  Boxes servers;
  Markup lines;
  std::size_t drawn = 0;
  std::size_t left_out = 0;
  for (const auto& one : report.conversations) {
    if (one.protocol == "unknown") continue;
    if (drawn == most_lines) {
      ++left_out;
      continue;
    }
    lines += line(one, clients.of(one.client), servers.of(one.server), drawn++);
  }
  if (drawn == 0) return {};
  Markup boxes;
  for (std::size_t i = 0; i < clients.hosts.size(); ++i) {
    const auto device = device_at(report, captured, clients.hosts[i]);
    boxes += device.empty() ? box(0, i, clients.hosts[i], "") : box(0, i, device, clients.hosts[i]);
  }
  for (std::size_t i = 0; i < servers.hosts.size(); ++i) boxes += box(width - box_width, i, servers.hosts[i], "");
  const auto height = static_cast<int>(std::max(clients.hosts.size(), servers.hosts.size())) * step;
  auto out = raw(fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 0 {} {}" width="100%" role="img" )"
                             R"(aria-label="who spoke with whom" font-family="DejaVu Sans, Verdana, sans-serif">)",
                             width + 4, height)) +
             lines + boxes + raw("</svg>\n");
  if (left_out > 0)
    out += element("p", fmt::format("{} further conversations are not in the picture.", left_out), "small");
  return out;
}

}  // namespace runseal::service::html
