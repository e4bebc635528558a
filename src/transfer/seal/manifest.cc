#include "transfer/seal/manifest.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "base/confined.h"
#include "base/far_memory.h"
#include "base/one_line.h"
#include "base/text.h"
#include "transfer/seal/list_text.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t hex_digits = 64;
constexpr std::size_t max_target = 4095;
constexpr std::uint64_t max_size = std::numeric_limits<std::int64_t>::max();  // as off_t

std::unexpected<Error> refused(const char* list, std::size_t line, const std::string& why) {
  return fail(ErrorCode::invalid, "the list is not one that runseal writes: " + why, fmt::format("{}:{}", list, line));
}
std::unexpected<Error> bad_line(const Lines& lines, const std::string& why) {
  return refused("manifest.sha256", lines.number(), why);
}
std::unexpected<Error> bad_entry(const Lines& lines, const std::string& why) {
  return refused("tree.tsv", lines.number(), why);
}

char kind_letter(EntryKind kind) { return kind == EntryKind::file ? 'f' : kind == EntryKind::folder ? 'd' : 'l'; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool read_digest(std::string_view hex, base::Digest& digest) {
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    digest[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

// The one way to write a number: no sign but a minus, no leading zeros, no spaces.
template <class T>
bool read_number(std::string_view text, T& number) {
  const auto digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || (digits.front() == '0' && text.size() > 1)) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// Splits into exactly seven fields.
bool split_fields(std::string_view line, std::array<std::string_view, 7>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto tab = line.find('\t');
    if ((tab == std::string_view::npos) != (i + 1 == fields.size())) return false;
    fields[i] = line.substr(0, tab);
    line.remove_prefix(tab == std::string_view::npos ? line.size() : tab + 1);
  }
  return true;
}

Result<> check_path(std::string_view path) {
  RUNSEAL_CHECK(base::check_relative(path));
  if (path == seal_folder || path.starts_with(std::string(seal_folder) + "/"))
    return fail(ErrorCode::invalid, "it is in the seal's own folder", shown_path(path));
  return {};
}

class TreeReader {
 public:
  TreeReader(const base::LongText& manifest, const base::LongText& tree) : manifest_(manifest), tree_(tree) {}

  Result<> read(const TakeEntry& take) {
    for (;;) {
      RUNSEAL_TRY(const auto line, tree_.next());
      if (!line) break;
      if (tree_.number() > max_entries) return fail(ErrorCode::limit, "more than 20 million lines", "tree.tsv");
      RUNSEAL_TRY(auto entry, one(*line));
      RUNSEAL_CHECK(in_place(entry));
      if (entry.kind == EntryKind::file) RUNSEAL_CHECK(digest_of(entry));
      RUNSEAL_CHECK(take(std::move(entry)));
    }
    if (!tree_.ended()) return refused("tree.tsv", tree_.number() + 1, "its last line is cut");
    if (!manifest_.ended()) return refused("manifest.sha256", manifest_.number() + 1, "tree.tsv has no such file");
    return {};
  }

 private:
  Result<Entry> one(std::string_view line) {
    std::array<std::string_view, 7> fields;
    if (!split_fields(line, fields)) return bad_entry(tree_, "not seven fields");
    const auto& [kind, size, mtime, executable, file_class, path, target] = fields;
    Entry entry;
    if (kind != "f" && kind != "d" && kind != "l") return bad_entry(tree_, "an unknown kind");
    entry.kind = kind == "f" ? EntryKind::file : kind == "d" ? EntryKind::folder : EntryKind::link;
    if (size.starts_with('-') || !read_number(size, entry.size) || entry.size > max_size)
      return bad_entry(tree_, "not a size");
    if (!read_number(mtime, entry.mtime_ns)) return bad_entry(tree_, "not a time");
    if (executable != "x" && executable != "-") return bad_entry(tree_, "neither x nor -");
    entry.executable = executable == "x";
    auto name = unescaped(path, true);
    auto leads_to = unescaped(target, true);
    if (!name || !leads_to) return bad_entry(tree_, "a name that is not escaped as it must be");
    entry.path = *name;
    entry.target = *leads_to;
    if (const auto checked = check_path(entry.path); !checked) return bad_entry(tree_, base::one_line(checked.error()));
    return with_class(std::move(entry), file_class);
  }

  Result<Entry> with_class(Entry entry, std::string_view name) {
    const bool is_link = entry.kind == EntryKind::link;
    if (is_link == entry.target.empty() || entry.target.size() > max_target ||
        entry.target.view().find('\0') != std::string_view::npos)
      return bad_entry(tree_, "a link without a target, or a target that is none");
    if (entry.kind != EntryKind::file) {
      if (name != "-" || entry.size != 0 || entry.executable)
        return bad_entry(tree_, "a folder or link with what only files have");
      return entry;
    }
    const auto file_class = base::named<model::FileClass>(name);
    if (!file_class) return bad_entry(tree_, "an unknown class");
    entry.file_class = *file_class;
    return entry;
  }

  // Sorted, once, and below a folder that stands in the list.
  Result<> in_place(const Entry& entry) {
    const auto path = entry.path.view();
    if (tree_.number() > 1 && path <= before_)
      return bad_entry(tree_, path == before_ ? "a path that stands there twice" : "not sorted");
    const auto common = std::ranges::mismatch(path, before_).in1 - path.begin();
    while (!folders_.empty() && folders_.back() > static_cast<std::size_t>(common)) folders_.pop_back();
    before_ = path;
    const auto slash = path.rfind('/');
    if (slash != std::string_view::npos && !std::ranges::binary_search(folders_, slash))
      return bad_entry(tree_, "a path below something that is no folder of this list");
    if (entry.kind == EntryKind::folder) folders_.push_back(path.size());
    return {};
  }

  // Both lists are sorted alike, so the next file here must be the next line there.
  Result<> digest_of(Entry& entry) {
    RUNSEAL_TRY(auto line, manifest_.next());
    if (!line)
      return refused("manifest.sha256", manifest_.number() + 1, "a file of tree.tsv is missing, or a line is cut");
    const bool escaped = line->starts_with('\\');
    if (escaped) line->remove_prefix(1);
    if (line->size() <= hex_digits + 2 || line->substr(hex_digits, 2) != "  " || !read_digest(*line, entry.sha256))
      return bad_line(manifest_, "not a line of sha256sum");
    const auto written = line->substr(hex_digits + 2);
    const auto path = escaped ? unescaped(written, false) : std::string(written);
    if (!path || needs_escape(*path, false) != escaped) return bad_line(manifest_, "not escaped as sha256sum does");
    if (*path != entry.path) return bad_line(manifest_, "not the file that follows in tree.tsv");
    return {};
  }

  Lines manifest_;
  Lines tree_;
  std::string before_;                // the path
  std::vector<std::size_t> folders_;  // the lengths at which it, or a folder above it, is a folder of the list
};

void append_to_manifest(std::string& out, const Entry& entry) {
  if (entry.kind != EntryKind::file) return;
  if (needs_escape(entry.path, false)) out += '\\';
  out += base::to_hex(entry.sha256);
  out += "  ";
  append_escaped(out, entry.path, false);
  out += '\n';
}

void append_to_tree(std::string& out, const Entry& entry) {
  const bool file = entry.kind == EntryKind::file;
  fmt::format_to(std::back_inserter(out), "{}\t{}\t{}\t{}\t{}\t", kind_letter(entry.kind), file ? entry.size : 0,
                 entry.mtime_ns, file && entry.executable ? 'x' : '-',
                 file ? base::name_of(entry.file_class) : std::string_view("-"));
  append_escaped(out, entry.path, true);
  out += '\t';
  if (entry.kind == EntryKind::link) append_escaped(out, entry.target, true);
  out += '\n';
}

Result<base::LongText> list_of(const EntryRefs& entries, void (*append)(std::string&, const Entry&)) {
  constexpr std::size_t enough = 64U << 10U;
  base::LongText list;
  std::string lines;
  for (const auto* entry : entries) {
    append(lines, *entry);
    if (lines.size() < enough) continue;
    RUNSEAL_CHECK(list.append(lines));
    lines.clear();
  }
  RUNSEAL_CHECK(list.append(lines));
  RUNSEAL_CHECK(base::FarMemory::all_kept());  // where what the entries say may lie
  return list;
}

}  // namespace

Result<base::LongText> manifest_of(const EntryRefs& entries) { return list_of(entries, append_to_manifest); }
Result<base::LongText> tree_of(const EntryRefs& entries) { return list_of(entries, append_to_tree); }

Result<> read_lists(const base::LongText& manifest, const base::LongText& tree, const TakeEntry& take) {
  if (manifest.size() > max_list_bytes) return fail(ErrorCode::limit, "larger than 1 GiB", "manifest.sha256");
  if (tree.size() > max_list_bytes) return fail(ErrorCode::limit, "larger than 1 GiB", "tree.tsv");
  return TreeReader(manifest, tree).read(take);
}

Result<std::vector<Entry>> parse_lists(const base::LongText& manifest, const base::LongText& tree) {
  std::vector<Entry> entries;
  RUNSEAL_CHECK(read_lists(manifest, tree, [&](Entry entry) -> Result<> {
    entries.push_back(std::move(entry));
    return {};
  }));
  return entries;
}

std::string shown_path(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size();) {
    std::size_t length = std::min<std::size_t>(1, path.size() - i);
    const auto lead = static_cast<unsigned char>(path[i]);
    if (lead >= 0xc2) length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const auto part = path.substr(i, length);
    const bool shown =
        length > 1 ? base::is_utf8(part) && base::printable(part) == part : lead >= 0x20 && lead < 0x7f && lead != '\\';
    if (shown) {
      out += part;
      i += length;
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", lead);
      ++i;
    }
  }
  return out;
}

}  // namespace runseal::transfer
