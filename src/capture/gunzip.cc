#include <zlib.h>

#include <limits>

#include "capture/byte_input.h"

namespace runseal::capture {
namespace {

class Gunzip {
 public:
  Gunzip(ByteInput compressed, std::shared_ptr<InputProgress> progress)
      : compressed_(std::move(compressed)), progress_(std::move(progress)) {
    ready_ = ::inflateInit2(&stream_, 15 + 16) == Z_OK;  // 16: gzip, and nothing else
  }
  ~Gunzip() { (void)::inflateEnd(&stream_); }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  Result<std::size_t> pull(std::span<std::uint8_t> into) {
    if (!ready_) return fail(ErrorCode::internal, "zlib could not be started", compressed_.name());
    const auto room = static_cast<uInt>(std::min<std::size_t>(into.size(), std::numeric_limits<uInt>::max()));
    stream_.next_out = into.data();
    stream_.avail_out = room;
    while (!over_ && !damage_ && stream_.avail_out == room) RUNSEAL_CHECK(step());
    const auto got = room - stream_.avail_out;
    if (damage_ && got == 0) return fail(*damage_);  // behind all that came before it
    return got;
  }

 private:
  Result<> step() {
    RUNSEAL_TRY(const auto front, compressed_.peek(64U << 10U));
    if (front.empty()) {
      over_ = true;
      progress_->cut = progress_->cut || inside_;
      return {};
    }
    inside_ = true;
    stream_.next_in = const_cast<Bytef*>(front.data());  // zlib does not write there
    stream_.avail_in = static_cast<uInt>(front.size());
    const int outcome = ::inflate(&stream_, Z_NO_FLUSH);
    compressed_.take(front.size() - stream_.avail_in);
    if (outcome == Z_STREAM_END) return next_member();
    if (outcome == Z_OK || outcome == Z_BUF_ERROR) return {};
    damage_ = Error{ErrorCode::invalid,
                    "the gzip data is damaged at byte " + std::to_string(compressed_.offset()) +
                        (stream_.msg ? std::string(": ") + stream_.msg : ""),
                    compressed_.name(), "copy the file again, and compare it with its original"};
    return {};
  }

  // What follows a member and is none is not ours, as gunzip sees it: padding.
  Result<> next_member() {
    inside_ = false;
    RUNSEAL_TRY(const auto front, compressed_.peek(2));
    over_ = front.size() < 2 || front[0] != 0x1f || front[1] != 0x8b;
    if (::inflateReset(&stream_) != Z_OK) over_ = true;
    return {};
  }

  ByteInput compressed_;
  std::shared_ptr<InputProgress> progress_;
  z_stream stream_{};
  bool ready_ = false;
  bool inside_ = false;  // a member has begun and not ended
  bool over_ = false;
  std::optional<Error> damage_;
};

}  // namespace

Pull gunzip(ByteInput compressed, std::shared_ptr<InputProgress> progress) {
  auto state = std::make_shared<Gunzip>(std::move(compressed), std::move(progress));
  return [state](std::span<std::uint8_t> into) { return state->pull(into); };
}

}  // namespace runseal::capture
