#include "proto/smb_services.h"

#include <algorithm>

#include "base/text.h"
#include "proto/smb2.h"

namespace runseal::proto {
namespace {

struct Call {
  std::string_view pipe;
  std::uint16_t number;
};
// MS-SRVS 3.1.4 (list and describe shares, describe the server, its time), MS-WKST 3.2.4 (describe the machine)
constexpr Call calls[] = {{"srvsvc", 15}, {"srvsvc", 16}, {"srvsvc", 21}, {"srvsvc", 28}, {"wkssvc", 0}};

bool known(std::string_view pipe) {
  return std::ranges::any_of(calls, [&](const Call& call) { return call.pipe == pipe; });
}

struct Given {
  ByteView bytes;
  std::size_t size = 0;  // of all of it
};

// MS-SMB2 2.2.21, 2.2.31
std::optional<Given> given_to_pipe(ByteView message, Smb2Verb verb) {
  base::Reader in(message.subspan(std::min(smb2_header_size, message.size())));
  std::size_t offset = 0;
  std::size_t size = 0;
  if (verb == Smb2Verb::write) {
    in.skip(2);
    offset = in.le16();
    size = in.le32();
  } else {
    in.skip(24);
    offset = in.le32();
    size = in.le32();
  }
  if (in.failed()) return std::nullopt;
  if (offset < smb2_header_size || offset >= message.size()) return Given{{}, size};
  return Given{message.subspan(offset, std::min(size, message.size() - offset)), size};
}

// C706 12.6.4: one whole PDU in little endian. Of calls, the number.
std::optional<bool> not_about_files(std::string_view pipe, const Given& given) {
  enum : std::uint8_t { request = 0, bind = 11, alter_context = 14, auth3 = 16 };
  base::Reader in(given.bytes);
  const auto version = in.u8();
  in.skip(1);
  const auto type = in.u8();
  in.skip(1);
  const bool little = (in.u8() & 0x10U) != 0;
  in.skip(3);
  const auto length = in.le16();
  if (in.failed()) return std::nullopt;
  if (version != 5 || !little || length != given.size) return false;
  if (type == bind || type == alter_context || type == auth3) return true;
  if (type != request) return false;
  in.skip(12);
  const auto number = in.le16();
  if (in.failed() || !known(pipe)) return std::nullopt;
  return std::ranges::any_of(calls, [&](const Call& call) { return call.pipe == pipe && call.number == number; });
}

}  // namespace

bool is_smb_service(std::string_view pipe) { return known(base::fold_case(pipe)); }

std::optional<bool> is_smb_service_call(std::string_view pipe, ByteView message, Smb2Verb verb) {
  constexpr std::uint32_t pipe_device = 0x11, transceive = 0x0011c017;  // MS-FSCC 2.3
  if (verb == Smb2Verb::ioctl) {
    base::Reader in(message.subspan(std::min(smb2_header_size, message.size())));
    in.skip(4);
    const auto code = in.le32();
    if (in.failed()) return std::nullopt;
    if (code != transceive) return code >> 16U == pipe_device;  // to wait for a pipe, or look into it
  }
  const auto given = given_to_pipe(message, verb);
  return given ? not_about_files(base::fold_case(pipe), *given) : std::nullopt;
}

}  // namespace runseal::proto
