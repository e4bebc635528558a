#include "proto/mount_table.h"

#include <algorithm>

#include "base/text.h"

namespace runseal::proto {
namespace {

bool octal(char c) { return c >= '0' && c <= '7'; }

std::optional<Mount> parse_line(std::string_view line) {
  const auto fields = base::split(line, ' ');
  const auto dash = std::find(fields.begin(), fields.end(), "-");
  if (dash - fields.begin() < 6 || fields.end() - dash < 4) return {};
  Mount mount;
  mount.point = without_octal(fields[4]);
  mount.type = dash[1];
  mount.source = without_octal(dash[2]);
  for (const auto& list : {fields[5], dash[3]})
    for (auto& option : base::split(list, ',')) mount.options.push_back(std::move(option));
  return mount;
}

bool lies_in(std::string_view path, std::string_view point) {
  return point == "/" || path == point || (path.starts_with(point) && path[point.size()] == '/');
}

}  // namespace

bool Mount::has(std::string_view option) const {
  return std::find(options.begin(), options.end(), option) != options.end();
}

std::string Mount::value(std::string_view name) const {
  std::string found;
  for (const auto& option : options)
    if (option.size() > name.size() && option.starts_with(name) && option[name.size()] == '=')
      found = option.substr(name.size() + 1);
  return found;
}

std::string without_octal(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() && octal(text[i + 1]) && octal(text[i + 2]) && octal(text[i + 3])) {
      out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::vector<Mount> parse_mountinfo(std::string_view text) {
  std::vector<Mount> mounts;
  for (const auto line : base::lines(text)) {
    if (mounts.size() == max_mounts) break;
    if (auto mount = parse_line(line)) mounts.push_back(std::move(*mount));
  }
  return mounts;
}

std::optional<Mount> mount_of(const std::vector<Mount>& mounts, std::string_view path) {
  const Mount* best = nullptr;
  for (const auto& mount : mounts)
    if (lies_in(path, mount.point) && (best == nullptr || mount.point.size() >= best->point.size())) best = &mount;
  return best == nullptr ? std::nullopt : std::optional(*best);
}

}  // namespace runseal::proto
