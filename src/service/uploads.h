// Captures that were uploaded and are not read yet: files of mode 0600 in uploads/ of the data directory, which no
// backup holds. They hold patients' data, so nothing of them outlives its job.
#pragma once

#include "base/fd.h"
#include "service/directory.h"

namespace runseal::service {

// One on its way. Gone with this object, unless it was finished.
class ArrivingUpload {
 public:
  // `announced`: how long it says it is, where it does. Errors: limit (more than `most`, no room on the disk), io.
  static Result<ArrivingUpload> begin(const base::Path& data_folder, std::uint64_t most,
                                      std::optional<std::uint64_t> announced);
  ArrivingUpload(ArrivingUpload&&) noexcept;
  ArrivingUpload(const ArrivingUpload&) = delete;
  ArrivingUpload& operator=(const ArrivingUpload&) = delete;
  ~ArrivingUpload();

  Result<> take(std::string_view piece);
  // Durable; its id, which it is found by from now on.
  Result<std::string> finish();
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  ArrivingUpload(base::Path folder, std::string id, base::Fd file, std::uint64_t most);

  base::Path folder_;
  std::string id_;
  base::Fd file_;
  std::uint64_t most_;
  std::uint64_t bytes_ = 0;
  std::uint64_t looked_at_ = 0;  // the bytes at which the disk was looked at last
  bool arriving_ = true;
};

[[nodiscard]] base::Path upload_file(const base::Path& data_folder, const std::string& id);
void remove_upload(const base::Path& data_folder, const std::string& id);
// What a killed service left: uploads that no waiting job is about, and packets of captures that are in no record.
// Before jobs begin, and while nobody uploads.
Result<> clear_uploads(Directory& directory);

}  // namespace runseal::service
