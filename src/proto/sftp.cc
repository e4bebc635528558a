#include "proto/sftp.h"

#include <limits>

namespace runseal::proto {
namespace {

using base::Reader;
using base::Writer;

// Section 5: which attributes follow.
constexpr std::uint32_t has_size = 0x01;
constexpr std::uint32_t has_owner = 0x02;
constexpr std::uint32_t has_permissions = 0x04;
constexpr std::uint32_t has_times = 0x08;
constexpr std::uint32_t has_extended = 0x80000000;

constexpr std::uint32_t type_bits = 0170000;
constexpr std::size_t max_handle = 256;

std::unexpected<Error> malformed(const char* what) {
  return fail(ErrorCode::invalid, std::string("the SFTP server sent an answer that is malformed: ") + what);
}

class Request {
 public:
  Request(SftpType type, std::uint32_t id) { out_.be32(0).u8(static_cast<std::uint8_t>(type)).be32(id); }

  Request& string(ByteView bytes) {
    out_.be32(static_cast<std::uint32_t>(bytes.size())).bytes(bytes);
    return *this;
  }
  Request& string(std::string_view text) { return string(base::as_bytes(text)); }
  Request& be32(std::uint32_t value) {
    out_.be32(value);
    return *this;
  }
  Request& be64(std::uint64_t value) {
    out_.be64(value);
    return *this;
  }
  Request& attributes(const SftpAttributes& value) {
    be32((value.permissions ? has_permissions : 0) | (value.mtime ? has_times : 0));
    if (value.permissions) be32(*value.permissions);
    if (value.mtime) be32(*value.mtime).be32(*value.mtime);  // read, then modified: version 3 sets both or none
    return *this;
  }
  Bytes finish() {
    auto bytes = std::move(out_).take();
    const auto length = static_cast<std::uint32_t>(bytes.size() - 4);
    for (unsigned i = 0; i < 4; ++i) bytes[i] = static_cast<std::uint8_t>(length >> (24U - 8 * i));
    return bytes;
  }

 private:
  Writer out_;
};

ByteView read_string(Reader& in) { return in.take(in.be32()); }

SftpAttributes read_attributes(Reader& in) {
  SftpAttributes out;
  const auto flags = in.be32();
  if ((flags & has_size) != 0) out.size = in.be64();
  if ((flags & has_owner) != 0) in.skip(8);
  if ((flags & has_permissions) != 0) out.permissions = in.be32();
  if ((flags & has_times) != 0) {
    in.skip(4);
    out.mtime = in.be32();
  }
  if ((flags & has_extended) != 0)
    for (auto count = in.be32(); count > 0 && !in.failed(); --count) {
      (void)read_string(in);
      (void)read_string(in);
    }
  return out;
}

bool of_type(const SftpAttributes& attributes, std::uint32_t type) {
  return attributes.permissions && (*attributes.permissions & type_bits) == type;
}

}  // namespace

bool SftpAttributes::is_file() const { return of_type(*this, 0100000); }
bool SftpAttributes::is_folder() const { return of_type(*this, 0040000); }
bool SftpAttributes::is_link() const { return of_type(*this, 0120000); }

Bytes sftp_init() {
  Writer out;
  out.be32(5).u8(static_cast<std::uint8_t>(SftpType::init)).be32(sftp_version);
  return std::move(out).take();
}

Bytes sftp_open(std::uint32_t id, std::string_view path, SftpOpen how, std::uint32_t permissions) {
  SftpAttributes attributes;
  if (how != SftpOpen::read) attributes.permissions = permissions;
  return Request(SftpType::open, id).string(path).be32(static_cast<std::uint32_t>(how)).attributes(attributes).finish();
}

Bytes sftp_on_handle(SftpType type, std::uint32_t id, ByteView handle) {
  return Request(type, id).string(handle).finish();
}

Bytes sftp_on_path(SftpType type, std::uint32_t id, std::string_view path) {
  return Request(type, id).string(path).finish();
}

Bytes sftp_read(std::uint32_t id, ByteView handle, std::uint64_t offset, std::uint32_t length) {
  return Request(SftpType::read, id).string(handle).be64(offset).be32(length).finish();
}

Bytes sftp_write(std::uint32_t id, ByteView handle, std::uint64_t offset, ByteView data) {
  return Request(SftpType::write, id).string(handle).be64(offset).string(data).finish();
}

Bytes sftp_mkdir(std::uint32_t id, std::string_view path, std::uint32_t permissions) {
  SftpAttributes attributes;
  attributes.permissions = permissions;
  return Request(SftpType::mkdir, id).string(path).attributes(attributes).finish();
}

Bytes sftp_set_path(std::uint32_t id, std::string_view path, const SftpAttributes& attributes) {
  return Request(SftpType::setstat, id).string(path).attributes(attributes).finish();
}

Bytes sftp_set_handle(std::uint32_t id, ByteView handle, const SftpAttributes& attributes) {
  return Request(SftpType::fsetstat, id).string(handle).attributes(attributes).finish();
}

Bytes sftp_rename(std::uint32_t id, std::string_view from, std::string_view to) {
  return Request(SftpType::rename, id).string(from).string(to).finish();
}

Bytes sftp_symlink(std::uint32_t id, std::string_view target, std::string_view link, bool openssh_order) {
  return Request(SftpType::symlink, id)
      .string(openssh_order ? target : link)
      .string(openssh_order ? link : target)
      .finish();
}

Bytes sftp_fsync(std::uint32_t id, ByteView handle) {
  return Request(SftpType::extended, id).string("fsync@openssh.com").string(handle).finish();
}

Bytes sftp_statvfs(std::uint32_t id, std::string_view path) {
  return Request(SftpType::extended, id).string("statvfs@openssh.com").string(path).finish();
}

Result<std::uint32_t> sftp_length(ByteView four_bytes) {
  Reader in(four_bytes);
  const auto length = in.be32();
  if (in.failed() || in.left() != 0 || length < 5) return malformed("a length");
  if (length > max_sftp_packet) return malformed("longer than a packet may be");
  return length;
}

Result<SftpReply> parse_sftp_reply(ByteView packet) {
  Reader in(packet);
  SftpReply reply;
  reply.type = static_cast<SftpType>(in.u8());
  reply.id = in.be32();
  reply.body = in.take(in.left());
  switch (reply.type) {
    case SftpType::status:
    case SftpType::handle:
    case SftpType::data:
    case SftpType::name:
    case SftpType::attributes:
    case SftpType::extended_reply:
      if (in.failed()) break;
      return reply;
    default: break;
  }
  return malformed("not an answer");
}

Result<std::map<std::string, std::string>> parse_sftp_version(ByteView packet) {
  Reader in(packet);
  if (in.u8() != static_cast<std::uint8_t>(SftpType::version) || in.be32() < sftp_version)
    return fail(ErrorCode::invalid, "the server does not speak version 3 of SFTP");
  std::map<std::string, std::string> extensions;
  while (in.left() > 0 && !in.failed()) {
    const auto name = base::as_text(read_string(in));
    extensions[name] = base::as_text(read_string(in));
  }
  if (in.failed()) return malformed("version");
  return extensions;
}

Result<SftpSaid> parse_sftp_status(ByteView body) {
  Reader in(body);
  SftpSaid said;
  said.status = static_cast<SftpStatus>(in.be32());
  if (in.failed()) return malformed("status");
  if (in.left() > 0) said.message = base::as_text(read_string(in)).substr(0, 500);
  if (in.failed()) return malformed("status");
  return said;
}

Result<Bytes> parse_sftp_handle(ByteView body) {
  Reader in(body);
  const auto handle = read_string(in);
  if (in.failed() || in.left() != 0 || handle.empty() || handle.size() > max_handle) return malformed("handle");
  return Bytes(handle.begin(), handle.end());
}

Result<ByteView> parse_sftp_data(ByteView body) {
  Reader in(body);
  const auto data = read_string(in);
  if (in.failed() || in.left() != 0) return malformed("data");
  return data;
}

Result<SftpAttributes> parse_sftp_attributes(ByteView body) {
  Reader in(body);
  const auto attributes = read_attributes(in);
  if (in.failed()) return malformed("attributes");
  return attributes;
}

Result<std::vector<SftpName>> parse_sftp_names(ByteView body) {
  Reader in(body);
  const auto count = in.be32();
  if (count > in.left()) return malformed("names");
  std::vector<SftpName> names;
  for (std::uint32_t i = 0; i < count; ++i) {
    SftpName entry;
    entry.name = base::as_text(read_string(in));
    (void)read_string(in);  // as `ls -l` would show it: for people
    entry.attributes = read_attributes(in);
    if (in.failed()) return malformed("names");
    names.push_back(std::move(entry));
  }
  if (in.left() != 0) return malformed("names");
  return names;
}

Result<std::uint64_t> parse_sftp_free_bytes(ByteView body) {
  Reader in(body);
  in.skip(8);  // f_bsize
  const auto fragment = in.be64();
  in.skip(16);  // f_blocks, f_bfree
  const auto available = in.be64();
  if (in.failed()) return malformed("statvfs");
  if (fragment != 0 && available > std::numeric_limits<std::uint64_t>::max() / fragment)
    return std::numeric_limits<std::uint64_t>::max();
  return fragment * available;
}

}  // namespace runseal::proto
