#include "service/uploads.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <set>

#include <fmt/format.h>

#include "base/random.h"
#include "service/kept_captures.h"
#include "store/console_records.h"

namespace runseal::service {
namespace {

using base::Path;

constexpr std::uint64_t room_for_records = 256U << 20U;  // what an upload leaves free
constexpr std::uint64_t between_looks = 64U << 20U;
constexpr const char* arriving = ".arriving";

Path folder_of(const Path& data_folder) { return data_folder / "uploads"; }

Result<> check_room(const Path& folder, std::uint64_t more) {
  struct statvfs disk{};
  if (::statvfs(folder.c_str(), &disk) != 0)
    return fail(base::system_error("cannot look at the disk of", folder, errno));
  const auto free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  if (free >= room_for_records && free - room_for_records >= more) return {};
  return fail(ErrorCode::limit, "the disk of the data directory has no room for this capture",
              fmt::format("{} bytes are free, and {} of these stay so", free, room_for_records),
              "make room, or have the capture read from a folder (console.capture_folders)");
}

Error too_large(std::uint64_t most) {
  return {ErrorCode::limit, "the capture is too large", fmt::format("at most {} bytes are taken in", most),
          "split it, or let the administrator raise console.capture_gigabytes"};
}

// Open ones of captures: their ids, which uploads and kept packets are called by.
Result<std::set<std::string>> ids_of_open_jobs(Workspace& workspace) {
  std::set<std::string> ids;
  RUNSEAL_TRY(const auto jobs, store::unfinished_jobs(workspace.database()));
  for (const auto& job : jobs)
    if (job.kind == "capture") ids.insert(job.request.value("id", ""));
  return ids;
}

Result<std::vector<std::string>> names_in(base::Files& files, const Path& folder) {
  RUNSEAL_TRY(const bool there, files.exists(folder));
  if (!there) return std::vector<std::string>();
  return files.list(folder);
}

}  // namespace

ArrivingUpload::ArrivingUpload(Path folder, std::string id, base::Fd file, std::uint64_t most)
    : folder_(std::move(folder)), id_(std::move(id)), file_(std::move(file)), most_(most) {}

ArrivingUpload::ArrivingUpload(ArrivingUpload&& other) noexcept
    : folder_(std::move(other.folder_)),
      id_(std::move(other.id_)),
      file_(std::move(other.file_)),
      most_(other.most_),
      bytes_(other.bytes_),
      looked_at_(other.looked_at_),
      arriving_(std::exchange(other.arriving_, false)) {}

ArrivingUpload::~ArrivingUpload() {
  if (arriving_) (void)::unlink((folder_ / (id_ + arriving)).c_str());
}

Result<ArrivingUpload> ArrivingUpload::begin(const Path& data_folder, std::uint64_t most,
                                             std::optional<std::uint64_t> announced) {
  if (announced && *announced > most) return fail(too_large(most));
  const auto folder = folder_of(data_folder);
  RUNSEAL_CHECK(base::real_files().make_directories(folder, 0700));
  RUNSEAL_CHECK(check_room(folder, announced.value_or(0)));
  auto id = base::random_id();
  const auto path = folder / (id + arriving);
  base::Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) return fail(base::system_error("cannot create", path, errno));
  return ArrivingUpload(folder, std::move(id), std::move(file), most);
}

Result<> ArrivingUpload::take(std::string_view piece) {
  if (piece.size() > most_ - bytes_) return fail(too_large(most_));
  bytes_ += piece.size();
  if (bytes_ - looked_at_ > between_looks) {
    looked_at_ = bytes_;
    RUNSEAL_CHECK(check_room(folder_, 0));
  }
  while (!piece.empty()) {
    const auto put = ::write(file_.get(), piece.data(), piece.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail(base::system_error("cannot keep the upload in", folder_, errno));
    piece.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<std::string> ArrivingUpload::finish() {
  if (::fsync(file_.get()) != 0) return fail(base::system_error("cannot make durable", folder_, errno));
  file_ = base::Fd();
  auto& files = base::real_files();
  RUNSEAL_CHECK(files.rename(folder_ / (id_ + arriving), folder_ / id_));
  arriving_ = false;
  if (const auto synced = files.sync_directory(folder_); !synced) {
    (void)files.remove(folder_ / id_);
    return fail(synced.error());
  }
  return id_;
}

Path upload_file(const Path& data_folder, const std::string& id) { return folder_of(data_folder) / id; }

void remove_upload(const Path& data_folder, const std::string& id) {
  if (!id.empty()) (void)base::real_files().remove(upload_file(data_folder, id));
}

Result<> clear_uploads(Directory& directory) {
  auto& files = base::real_files();
  using Ids = std::set<std::string>;
  RUNSEAL_TRY(const auto open, directory.read<Ids>(ids_of_open_jobs));
  RUNSEAL_TRY(const auto recorded, directory.read<Ids>([](Workspace& workspace) -> Result<Ids> {
    RUNSEAL_TRY(const auto ids, store::capture_ids(workspace.database()));
    return Ids(ids.begin(), ids.end());
  }));
  RUNSEAL_TRY(const auto uploads, names_in(files, folder_of(directory.folder())));
  for (const auto& name : uploads)
    if (!open.contains(name)) RUNSEAL_CHECK(files.remove(upload_file(directory.folder(), name)));
  RUNSEAL_TRY(const auto kept, names_in(files, directory.folder() / "captures"));
  for (const auto& name : kept) {
    if (open.contains(name) || recorded.contains(name)) continue;
    std::error_code ignored;
    std::filesystem::remove_all(capture_folder(directory.folder(), name), ignored);
  }
  return {};
}

}  // namespace runseal::service
