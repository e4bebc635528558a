#include "app/sent_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace runseal::app {

Result<SentFile> SentFile::open(const std::string& path) {
  SentFile file;
  file.path_ = path;
  file.fd_.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status{};
  if (!file.fd_ || ::fstat(file.fd_.get(), &status) != 0) return fail(base::system_error("cannot read", path, errno));
  if (!S_ISREG(status.st_mode) || status.st_size == 0)
    return fail(ErrorCode::usage, "only a file that holds something can be sent", path);
  file.size_ = static_cast<std::uint64_t>(status.st_size);
  return file;
}

void SentFile::give_to(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(size_));
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, &SentFile::read);
  curl_easy_setopt(easy, CURLOPT_READDATA, this);
  curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &SentFile::seek);
  curl_easy_setopt(easy, CURLOPT_SEEKDATA, this);
}

std::size_t SentFile::read(char* buffer, std::size_t one, std::size_t count, void* self) {
  auto& file = *static_cast<SentFile*>(self);
  const auto room = std::min<std::uint64_t>(one * count, file.size_ - file.at_);
  if (room == 0) return 0;  // what came to stand there meanwhile is not sent
  ssize_t got = 0;
  do got = ::pread(file.fd_.get(), buffer, room, static_cast<off_t>(file.at_));
  while (got < 0 && errno == EINTR);
  if (got > 0) {
    file.at_ += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
  }
  file.trouble_ = got < 0 ? base::system_error("cannot read", file.path_, errno)
                          : Error{ErrorCode::conflict, "it became shorter while it was sent", file.path_,
                                  "wait until nothing writes to it any more, then send it again"};
  return CURL_READFUNC_ABORT;
}

// The request is sent once more, for example on another connection.
int SentFile::seek(void* self, curl_off_t offset, int origin) {
  auto& file = *static_cast<SentFile*>(self);
  if (origin != SEEK_SET || offset < 0 || static_cast<std::uint64_t>(offset) > file.size_) return CURL_SEEKFUNC_FAIL;
  file.at_ = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

}  // namespace runseal::app
