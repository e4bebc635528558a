// The seal's files on the disk: durable, never a mixture of two seals.
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/confined.h"
#include "base/hash.h"
#include "transfer/seal/manifest.h"
#include "transfer/seal/seal.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t max_small = 64U << 10U;
constexpr unsigned readable_by_all = 0644;  // a seal is there to be checked, it holds no secret
constexpr unsigned folder_mode = 0755;

// One of the two members is set.
struct Part {
  const char* name;
  std::string SealFiles::* content;
  base::LongText SealFiles::* list = nullptr;
};
// seal.json last: it is what makes the others a seal
constexpr Part parts[] = {
    {"manifest.sha256", nullptr, &SealFiles::manifest},
    {"tree.tsv", nullptr, &SealFiles::tree},
    {"receipt.json", &SealFiles::receipt},
    {"receipt.json.sig", &SealFiles::receipt_signature},
    {"seal.json.sig", &SealFiles::signature},
    {"seal.json", &SealFiles::seal},
};

Result<bool> is_there(const base::Path& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return fail(base::system_error("cannot look at", path, errno));
  }
  if (!S_ISREG(status.st_mode))
    return fail(ErrorCode::denied, "something other than a file stands where a part of the seal should be",
                path.string());
  return true;
}

Result<> write_parts(base::Files& files, const base::Path& folder, const SealFiles& seal) {
  for (const auto& part : parts) {
    if (part.list != nullptr) {
      RUNSEAL_CHECK(base::write_pieces_durably(files, folder / part.name, (seal.*part.list).pieces(), readable_by_all));
      continue;
    }
    const auto& content = seal.*part.content;
    const bool optional = part.content == &SealFiles::receipt || part.content == &SealFiles::receipt_signature;
    if (optional && content.empty()) {
      RUNSEAL_CHECK(files.remove(folder / part.name));
      continue;
    }
    RUNSEAL_CHECK(base::write_durably(files, folder / part.name, base::as_bytes(content), readable_by_all));
  }
  return {};
}

// Copied, not moved: at every moment the earlier seal stands whole in one of the two places.
Result<> keep_previous(base::Files& files, const base::Path& folder, const std::string& sha256) {
  const auto previous = folder / ("previous-" + sha256);
  RUNSEAL_TRY(const bool kept, is_there(previous / "seal.json"));
  if (!kept) {
    RUNSEAL_TRY(const auto earlier, read_seal(files, folder));
    RUNSEAL_CHECK(files.make_directories(previous, folder_mode));
    RUNSEAL_CHECK(write_parts(files, previous, earlier));
  }
  RUNSEAL_CHECK(files.remove(folder / "seal.json"));
  return files.sync_directory(folder);
}

// Through the descriptor, so that nobody can put another folder in its place meanwhile; errors name the real one.
base::Path through(const base::Fd& fd) { return base::Path("/proc/self/fd") / std::to_string(fd.get()); }

Error named(Error error, const base::Path& through, const base::Path& folder) {
  if (const auto at = error.where.find(through.string()); at != std::string::npos)
    error.where.replace(at, through.string().size(), folder.string());
  return error;
}

}  // namespace

Result<> write_seal(base::Files& files, const base::Path& folder, const SealFiles& seal) {
  RUNSEAL_CHECK(files.make_directories(folder, folder_mode));
  RUNSEAL_TRY(const bool earlier, is_there(folder / "seal.json"));
  if (earlier) {
    RUNSEAL_TRY(const auto bytes, files.read(folder / "seal.json", max_small));
    if (base::as_text(bytes) != seal.seal) RUNSEAL_CHECK(keep_previous(files, folder, base::sha256_hex(bytes)));
  }
  return write_parts(files, folder, seal);
}

Result<SealFiles> read_seal(base::Files& files, const base::Path& folder) {
  SealFiles seal;
  RUNSEAL_TRY(const bool sealed, is_there(folder / "seal.json"));
  if (!sealed) return fail(ErrorCode::not_found, "there is no seal here", folder.string());
  for (const auto& part : parts) {
    RUNSEAL_TRY(const bool there, is_there(folder / part.name));
    if (!there) continue;
    if (part.list != nullptr) {
      RUNSEAL_CHECK(files.read_pieces(folder / part.name, max_list_bytes,
                                      [&](ByteView piece) { return (seal.*part.list).append(base::as_text(piece)); }));
      continue;
    }
    RUNSEAL_TRY(const auto bytes, files.read(folder / part.name, max_small));
    seal.*part.content = base::as_text(bytes);
  }
  return seal;
}

Result<> write_seal_in_run(base::Files& files, int folder, const base::Path& run, const SealFiles& seal) {
  const std::string name(seal_folder);
  if (::mkdirat(folder, name.c_str(), folder_mode) == 0) {
    if (::fsync(folder) != 0) return fail(base::system_error("cannot make folder durable", run, errno));
  } else if (errno != EEXIST) {
    return fail(base::system_error("cannot make folder", run / name, errno));
  }
  RUNSEAL_TRY(const auto fd, base::open_beneath(folder, name, O_RDONLY | O_DIRECTORY));
  auto written = write_seal(files, through(fd), seal);
  if (!written) return fail(named(written.error(), through(fd), run / name));
  return {};
}

Result<SealFiles> read_seal_in_run(base::Files& files, int folder, const base::Path& run) {
  const std::string name(seal_folder);
  const auto fd = base::open_beneath(folder, name, O_RDONLY | O_DIRECTORY);
  if (!fd && fd.error().code == ErrorCode::not_found)
    return fail(ErrorCode::not_found, "there is no seal here", run.string());
  if (!fd) return fail(fd.error());
  auto seal = read_seal(files, through(*fd));
  if (!seal) return fail(named(seal.error(), through(*fd), run / name));
  return seal;
}

}  // namespace runseal::transfer
