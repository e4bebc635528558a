#include "proto/mount_lists.h"

#include "base/json.h"
#include "base/text.h"

namespace runseal::proto {
namespace {

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> list;
  std::string word;
  for (const char c : line) {
    if (c != ' ' && c != '\t') {
      word += c;
    } else if (!word.empty()) {
      list.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) list.push_back(std::move(word));
  return list;
}

bool is_comment(std::string_view line) { return line.empty() || line.front() == '#' || line.front() == ';'; }

void add_options(std::vector<std::string>& into, std::string_view list) {
  if (list.empty()) return;
  for (auto& option : base::split(list, ',')) into.push_back(std::move(option));
}

std::optional<Mount> printed(std::string_view line) {
  const auto type = line.rfind(" type ");
  const auto on = line.substr(0, type).rfind(" on /");
  if (type == std::string_view::npos || on == std::string_view::npos || on == 0) return {};
  const auto rest = words(line.substr(type + 6));
  if (rest.empty()) return {};
  Mount mount{std::string(line.substr(on + 4, type - on - 4)), rest[0], std::string(line.substr(0, on)), {}};
  const auto open = line.find('(', type);
  const auto close = line.rfind(')');
  if (open != std::string_view::npos && close != std::string_view::npos && open < close)
    add_options(mount.options, line.substr(open + 1, close - open - 1));
  return mount;
}

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Without recursion, as how deep it goes is said by a file from outside.
void add_file_systems(const Json& tree, std::vector<Mount>& into) {
  std::vector<const Json*> left{&tree};
  while (!left.empty() && into.size() < max_mounts) {
    const auto* list = left.back();
    left.pop_back();
    if (!list->is_array()) continue;
    for (const auto& one : *list) {
      if (!one.is_object() || into.size() == max_mounts) continue;
      Mount mount{text_of(one, "target"), text_of(one, "fstype"), text_of(one, "source"), {}};
      add_options(mount.options, text_of(one, "options"));
      if (mount.point.starts_with('/') && !mount.type.empty()) into.push_back(std::move(mount));
      if (const auto children = one.find("children"); children != one.end()) left.push_back(&*children);
    }
  }
}

std::string below(const std::string& point, const std::string& key) {
  if (key.starts_with('/')) return key;
  return point + (point.ends_with('/') ? "" : "/") + key;
}

}  // namespace

std::vector<Mount> parse_fstab(std::string_view text) {
  std::vector<Mount> mounts;
  for (const auto line : base::lines(text)) {
    if (mounts.size() == max_mounts) break;
    const auto fields = words(line);
    if (fields.size() < 3 || is_comment(fields[0]) || !fields[1].starts_with('/')) continue;
    Mount mount{without_octal(fields[1]), fields[2], without_octal(fields[0]), {}};
    if (fields.size() > 3) add_options(mount.options, without_octal(fields[3]));
    while (mount.point.size() > 1 && mount.point.ends_with('/')) mount.point.pop_back();
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

std::vector<Mount> parse_mount_output(std::string_view text) {
  std::vector<Mount> mounts;
  for (const auto line : base::lines(text)) {
    if (mounts.size() == max_mounts) break;
    if (auto mount = printed(line)) mounts.push_back(std::move(*mount));
  }
  return mounts;
}

std::vector<Mount> parse_findmnt(std::string_view text) {
  std::vector<Mount> mounts;
  const auto tree = base::parse_json(text);
  if (!tree || !tree->is_object()) return mounts;
  if (const auto list = tree->find("filesystems"); list != tree->end()) add_file_systems(*list, mounts);
  return mounts;
}

std::optional<Mount> parse_mount_unit(std::string_view text) {
  Mount mount;
  bool here = false;
  for (const auto raw : base::lines(text)) {
    const auto line = base::trim(raw);
    if (is_comment(line)) continue;
    if (line.front() == '[') here = line == "[Mount]";
    const auto equals = line.find('=');
    if (!here || equals == std::string_view::npos) continue;
    const auto name = base::trim(line.substr(0, equals));
    const std::string value(base::trim(line.substr(equals + 1)));
    if (name == "What") mount.source = value;
    if (name == "Where") mount.point = value;
    if (name == "Type") mount.type = value;
    if (name == "Options") add_options(mount.options, value);
  }
  if (!mount.point.starts_with('/')) return {};
  return mount;
}

std::vector<AutoMaster> parse_auto_master(std::string_view text) {
  std::vector<AutoMaster> list;
  for (const auto line : base::lines(text)) {
    if (list.size() == max_mounts) break;
    const auto fields = words(line);
    if (fields.size() < 2 || !fields[0].starts_with('/')) continue;
    AutoMaster master{fields[0], fields[1].starts_with("file:") ? fields[1].substr(5) : fields[1], {}};
    for (std::size_t i = 2; i < fields.size(); ++i)
      if (fields[i].starts_with('-')) add_options(master.options, std::string_view(fields[i]).substr(1));
    list.push_back(std::move(master));
  }
  return list;
}

std::vector<Mount> parse_auto_map(std::string_view text, const AutoMaster& of) {
  std::vector<Mount> mounts;
  for (const auto line : base::lines(text)) {
    if (mounts.size() == max_mounts) break;
    auto fields = words(line);
    if (fields.size() < 2 || is_comment(fields[0])) continue;
    Mount mount{below(of.point, fields[0]), "nfs", {}, {}};  // what autofs mounts where no type is named
    if (fields[1].starts_with('-')) {
      add_options(mount.options, std::string_view(fields[1]).substr(1));  // instead of the master's
      fields.erase(fields.begin() + 1);
    } else {
      mount.options = of.options;
    }
    if (fields.size() < 2) continue;
    mount.source = fields[1].starts_with(':') ? fields[1].substr(1) : fields[1];
    if (const auto type = mount.value("fstype"); !type.empty()) mount.type = type;
    std::erase_if(mount.options, [](const auto& option) { return option.starts_with("fstype="); });
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

}  // namespace runseal::proto
