// The two lists of a seal, divided by a line "====": what is taken has exactly one written form, which is what was
// read; and whatever names a run has, what the writer writes the parser reads back.
#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/bytes.h"
#include "base/confined.h"
#include "transfer/seal/manifest.h"

using namespace runseal;

namespace {

constexpr std::string_view divider = "====\n";

void must(bool holds) {
  if (!holds) std::abort();
}

bool same(const transfer::Entry& a, const transfer::Entry& b) {
  return a.kind == b.kind && a.path == b.path && a.size == b.size && a.mtime_ns == b.mtime_ns &&
         a.executable == b.executable && a.target == b.target && a.sha256 == b.sha256;
}

void read(std::string_view text) {
  const auto at = text.find(divider);
  if (at == std::string_view::npos) return;
  const auto manifest = text.substr(0, at);
  const auto tree = text.substr(at + divider.size());
  const auto entries = transfer::parse_lists(std::string(manifest), std::string(tree));
  if (!entries) return;
  const auto refs = transfer::refs_to(*entries);
  must(transfer::manifest_of(refs)->whole() == manifest && transfer::tree_of(refs)->whole() == tree);
  for (const auto& entry : *entries) must(base::check_relative(entry.path).has_value());
}

// Names from the input, one after each NUL, the first byte saying what kind of entry it is.
void write(std::string_view text) {
  std::set<std::string> names;
  std::vector<transfer::Entry> entries;
  for (std::size_t from = 0; from < text.size() && entries.size() < 50;) {
    const auto to = std::min(text.find('\0', from), text.size());
    std::string name(text.substr(from, to - from));
    from = to + 1;
    std::ranges::replace(name, '/', '_');
    if (name.size() < 2 || !base::check_relative(name) || name == transfer::seal_folder || !names.insert(name).second)
      continue;
    transfer::Entry entry;
    entry.kind = static_cast<transfer::EntryKind>(static_cast<unsigned char>(name[0]) % 3);
    entry.path = name;
    if (entry.kind == transfer::EntryKind::link) entry.target = name;
    if (entry.kind == transfer::EntryKind::file) entry.size = name.size();
    entry.mtime_ns = -static_cast<std::int64_t>(name.size());
    entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, {}, &transfer::Entry::path);
  const auto refs = transfer::refs_to(entries);
  const auto back = transfer::parse_lists(*transfer::manifest_of(refs), *transfer::tree_of(refs));
  must(back && std::ranges::equal(*back, entries, same));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read(text);
  write(text);
  (void)transfer::shown_path(text);
  return 0;
}
