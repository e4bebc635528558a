// Any bytes as an archive: read to its end without reading past it, and what comes out goes in again.
#include <algorithm>
#include <cstdlib>

#include "base/tar_stream.h"

using namespace runseal;

namespace {

using Files = std::vector<std::pair<std::string, Bytes>>;

Result<Files> files_in(ByteView archive) {
  base::TarReader reader([&]() -> Result<ByteView> {
    const auto piece = archive.first(std::min<std::size_t>(archive.size(), 700));  // across the blocks
    archive = archive.subspan(piece.size());
    return piece;
  });
  Files files;
  for (;;) {
    RUNSEAL_TRY(const auto entry, reader.next());
    if (!entry) return files;
    Bytes content;
    for (;;) {
      RUNSEAL_TRY(const auto piece, reader.piece());
      if (piece.empty()) break;
      content.insert(content.end(), piece.begin(), piece.end());
    }
    if (content.size() != entry->size) std::abort();
    files.emplace_back(entry->name, std::move(content));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto files = files_in({data, size});
  if (!files) return 0;
  Bytes written;
  base::TarWriter writer([&](ByteView piece) -> Result<> {
    written.insert(written.end(), piece.begin(), piece.end());
    return {};
  });
  for (const auto& [name, content] : *files) {
    if (name.empty() || name.contains('\0')) return 0;
    if (!writer.add(name, ByteView(content))) std::abort();
  }
  if (!writer.finish()) std::abort();
  const auto again = files_in(written);
  if (!again || *again != *files) std::abort();
  return 0;
}
