#include "transfer/sinks/sftp_client.h"

#include <array>

#include <fmt/format.h>

#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

using proto::SftpStatus;
using proto::SftpType;

constexpr std::uint64_t disk_is_full = 1U << 20U;  // less free space than this

std::unexpected<Error> out_of_place() {
  return fail(ErrorCode::invalid, "the SFTP server gave an answer that does not belong to the question");
}

}  // namespace

Result<std::unique_ptr<SftpClient>> SftpClient::start(const SshTarget& target, std::chrono::milliseconds limit) {
  RUNSEAL_TRY(auto link, SshLink::open(target));
  std::unique_ptr<SftpClient> client(new SftpClient(std::move(link), limit));
  RUNSEAL_CHECK(client->greet());
  return client;
}

Result<> SftpClient::greet() {
  RUNSEAL_CHECK(link_->write(proto::sftp_init(), limit_));
  RUNSEAL_TRY(const auto packet, receive_packet());
  RUNSEAL_TRY(const auto extensions, proto::parse_sftp_version(packet));
  can_sync_ = extensions.contains("fsync@openssh.com");
  can_tell_space_ = extensions.contains("statvfs@openssh.com");
  openssh_order_ = link_->server_is_openssh() || extensions.contains("posix-rename@openssh.com");
  return {};
}

Result<Bytes> SftpClient::receive_packet() {
  std::array<std::uint8_t, 4> head{};
  RUNSEAL_CHECK(link_->read(head, limit_));
  RUNSEAL_TRY(const auto length, proto::sftp_length(head));
  Bytes packet(length);
  RUNSEAL_CHECK(link_->read(packet, limit_));
  return packet;
}

Result<> SftpClient::receive() {
  RUNSEAL_TRY(auto packet, receive_packet());
  RUNSEAL_TRY(const auto reply, proto::parse_sftp_reply(packet));
  if (awaited_.erase(reply.id) == 0) return out_of_place();
  if (forgotten_.erase(reply.id) != 0) return {};
  const auto type = reply.type;
  const auto id = reply.id;
  packet.erase(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(packet.size() - reply.body.size()));
  arrived_[id] = {type, std::move(packet)};
  return {};
}

Result<> SftpClient::ask(std::uint32_t id, const Bytes& request) {
  awaited_.insert(id);
  return link_->write(request, limit_);
}

Result<SftpClient::Answer> SftpClient::answer(std::uint32_t id) {
  for (;;) {
    if (auto found = arrived_.extract(id); !found.empty()) return std::move(found.mapped());
    RUNSEAL_CHECK(receive());
  }
}

void SftpClient::forget(std::uint32_t id) {
  if (arrived_.erase(id) == 0 && awaited_.contains(id)) forgotten_.insert(id);
}

Result<SftpClient::Answer> SftpClient::asked(std::uint32_t id, const Bytes& request) {
  RUNSEAL_CHECK(ask(id, request));
  return answer(id);
}

Error SftpClient::refusal(const Answer& answer, const std::string& doing, std::string_view path) {
  const auto where = shown_path(path);
  const auto said =
      answer.type == SftpType::status ? proto::parse_sftp_status(answer.body) : Result<proto::SftpSaid>(out_of_place());
  if (!said) return said.error();
  switch (said->status) {
    case SftpStatus::no_such_file: return {ErrorCode::not_found, doing + ": it is not there", where, {}};
    case SftpStatus::permission_denied:
      return {ErrorCode::denied, doing + ": the server does not allow it", where,
              "give the account the right to read and write in that folder"};
    case SftpStatus::no_connection:
    case SftpStatus::connection_lost: return {ErrorCode::io, doing + ": the server lost its connection", where, {}};
    case SftpStatus::unsupported: return {ErrorCode::invalid, doing + ": the server cannot do it", where, {}};
    case SftpStatus::ok:
    case SftpStatus::end_of_file: return out_of_place().error();
    default: break;
  }
  const auto free = free_bytes(path.substr(0, std::max<std::size_t>(path.rfind('/'), 1)));
  if (free && *free && **free < disk_is_full)
    return {ErrorCode::limit, doing + ": the disk there is full", where,
            "make room there, then send again: it goes on where it stopped"};
  return {ErrorCode::denied, fmt::format("{}: the server only says \"{}\"", doing, shown_path(said->message)), where,
          "look at the server's log, its quota and the state of its disk"};
}

Result<> SftpClient::done(std::uint32_t id, const std::string& doing, std::string_view path) {
  RUNSEAL_TRY(const auto reply, answer(id));
  if (reply.type == SftpType::status) {
    RUNSEAL_TRY(const auto said, proto::parse_sftp_status(reply.body));
    if (said.status == SftpStatus::ok) return {};
  }
  return fail(refusal(reply, doing, path));
}

Result<proto::SftpAttributes> SftpClient::look(std::string_view path, bool follow) {
  const auto id = next_id();
  RUNSEAL_TRY(const auto reply, asked(id, proto::sftp_on_path(follow ? SftpType::stat : SftpType::lstat, id, path)));
  if (reply.type != SftpType::attributes) return fail(refusal(reply, "cannot look at it", path));
  return proto::parse_sftp_attributes(reply.body);
}

Result<Bytes> SftpClient::open(std::string_view path, proto::SftpOpen how, std::uint32_t permissions) {
  const auto id = next_id();
  RUNSEAL_TRY(const auto reply, asked(id, proto::sftp_open(id, path, how, permissions)));
  if (reply.type != SftpType::handle)
    return fail(
        refusal(reply, how == proto::SftpOpen::read ? "cannot open it to read" : "cannot open it to write", path));
  return proto::parse_sftp_handle(reply.body);
}

Result<> SftpClient::make_folder(std::string_view path, std::uint32_t permissions) {
  const auto id = next_id();
  RUNSEAL_CHECK(ask(id, proto::sftp_mkdir(id, path, permissions)));
  const auto made = done(id, "cannot make the folder", path);
  if (made || made.error().code == ErrorCode::io || made.error().code == ErrorCode::timeout) return made;
  if (const auto there = look(path); there && there->is_folder()) return {};
  return made;
}

Result<> SftpClient::remove(std::string_view path, bool folder) {
  const auto id = next_id();
  RUNSEAL_CHECK(ask(id, proto::sftp_on_path(folder ? SftpType::rmdir : SftpType::remove, id, path)));
  return done(id, "cannot remove it", path);
}

Result<> SftpClient::rename(std::string_view from, std::string_view to) {
  const auto id = next_id();
  RUNSEAL_CHECK(ask(id, proto::sftp_rename(id, from, to)));
  return done(id, "cannot give it its name", to);
}

Result<> SftpClient::set_mtime(std::string_view path, std::uint32_t mtime) {
  const auto id = next_id();
  proto::SftpAttributes attributes;
  attributes.mtime = mtime;
  RUNSEAL_CHECK(ask(id, proto::sftp_set_path(id, path, attributes)));
  return done(id, "cannot set its time", path);
}

Result<> SftpClient::set_permissions(std::string_view path, std::uint32_t permissions) {
  const auto id = next_id();
  proto::SftpAttributes attributes;
  attributes.permissions = permissions & 07777U;
  RUNSEAL_CHECK(ask(id, proto::sftp_set_path(id, path, attributes)));
  return done(id, "cannot set its mode", path);
}

Result<> SftpClient::make_link(std::string_view target, std::string_view link) {
  const auto id = next_id();
  RUNSEAL_CHECK(ask(id, proto::sftp_symlink(id, target, link, openssh_order_)));
  return done(id, "cannot make the link", link);
}

Result<std::string> SftpClient::read_link(std::string_view path) {
  const auto id = next_id();
  RUNSEAL_TRY(const auto reply, asked(id, proto::sftp_on_path(SftpType::readlink, id, path)));
  if (reply.type != SftpType::name) return fail(refusal(reply, "cannot read the link", path));
  RUNSEAL_TRY(auto names, proto::parse_sftp_names(reply.body));
  if (names.size() != 1) return out_of_place();
  return std::move(names.front().name);
}

Result<std::vector<proto::SftpName>> SftpClient::list(std::string_view path) {
  auto id = next_id();
  RUNSEAL_TRY(const auto opened, asked(id, proto::sftp_on_path(SftpType::opendir, id, path)));
  if (opened.type != SftpType::handle) return fail(refusal(opened, "cannot list the folder", path));
  RUNSEAL_TRY(const auto handle, proto::parse_sftp_handle(opened.body));
  std::vector<proto::SftpName> names;
  for (;;) {
    id = next_id();
    RUNSEAL_TRY(const auto some, asked(id, proto::sftp_on_handle(SftpType::readdir, id, handle)));
    if (some.type != SftpType::name) {
      const auto said = some.type == SftpType::status ? proto::parse_sftp_status(some.body) : out_of_place();
      id = next_id();
      RUNSEAL_CHECK(ask(id, proto::sftp_on_handle(SftpType::close, id, handle)));
      forget(id);
      if (said && said->status == SftpStatus::end_of_file) return names;
      return fail(refusal(some, "cannot list the folder", path));
    }
    RUNSEAL_TRY(auto more, proto::parse_sftp_names(some.body));
    if (more.empty() || names.size() + more.size() > max_entries)
      return fail(ErrorCode::limit, "the SFTP server lists a folder without an end", shown_path(path));
    for (auto& name : more)
      if (name.name != "." && name.name != "..") names.push_back(std::move(name));
  }
}

Result<std::optional<std::uint64_t>> SftpClient::free_bytes(std::string_view path) {
  if (!can_tell_space_) return std::optional<std::uint64_t>{};
  const auto id = next_id();
  RUNSEAL_TRY(const auto reply, asked(id, proto::sftp_statvfs(id, path)));
  if (reply.type != SftpType::extended_reply) return std::optional<std::uint64_t>{};
  RUNSEAL_TRY(const auto free, proto::parse_sftp_free_bytes(reply.body));
  return std::optional<std::uint64_t>(free);
}

}  // namespace runseal::transfer
