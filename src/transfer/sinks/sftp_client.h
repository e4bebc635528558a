// SFTP requests over one SSH connection, many on their way at once. One thread at a time, cut() from any.
// libssh 0.10 has SFTP functions of its own, but they wait without a limit, write one request at a time, and say
// nothing of answers that do not fit: so only its SSH is used, and the messages are proto/sftp.h.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "proto/sftp.h"
#include "transfer/sinks/ssh_link.h"

namespace runseal::transfer {

class SftpClient {
 public:
  struct Answer {
    proto::SftpType type{};
    Bytes body;
  };

  // `limit`: how long any one answer may take.
  [[nodiscard]] static Result<std::unique_ptr<SftpClient>> start(const SshTarget& target,
                                                                 std::chrono::milliseconds limit);

  // Asks, without waiting. `request` was built with next_id().
  [[nodiscard]] std::uint32_t next_id() { return ++id_; }
  [[nodiscard]] Result<> ask(std::uint32_t id, const Bytes& request);
  [[nodiscard]] Result<Answer> answer(std::uint32_t id);
  void forget(std::uint32_t id);  // its answer will not be waited for

  // Asks and waits. Errors of the server: not_found, denied, limit (the disk is full), io (the connection).
  [[nodiscard]] Result<> done(std::uint32_t id, const std::string& doing,
                              std::string_view path);  // a status that is ok
  [[nodiscard]] Result<proto::SftpAttributes> look(std::string_view path, bool follow = false);
  [[nodiscard]] Result<Bytes> open(std::string_view path, proto::SftpOpen how, std::uint32_t permissions);
  [[nodiscard]] Result<> make_folder(std::string_view path, std::uint32_t permissions);
  [[nodiscard]] Result<> remove(std::string_view path, bool folder);
  [[nodiscard]] Result<> rename(std::string_view from, std::string_view to);
  [[nodiscard]] Result<> set_mtime(std::string_view path, std::uint32_t mtime);
  [[nodiscard]] Result<> set_permissions(std::string_view path, std::uint32_t permissions);
  [[nodiscard]] Result<> make_link(std::string_view target, std::string_view link);
  [[nodiscard]] Result<std::string> read_link(std::string_view path);
  [[nodiscard]] Result<std::vector<proto::SftpName>> list(std::string_view path);
  [[nodiscard]] Result<std::optional<std::uint64_t>> free_bytes(std::string_view path);  // nothing: it cannot tell

  [[nodiscard]] bool can_sync() const { return can_sync_; }
  void cut() { link_->cut(); }

  // What a refused request means; looks whether the disk is full when the server only says "failure".
  [[nodiscard]] Error refusal(const Answer& answer, const std::string& doing, std::string_view path);

 private:
  SftpClient(std::unique_ptr<SshLink> link, std::chrono::milliseconds limit) : link_(std::move(link)), limit_(limit) {}
  [[nodiscard]] Result<> greet();
  [[nodiscard]] Result<> receive();  // one packet, into arrived_
  [[nodiscard]] Result<Bytes> receive_packet();
  [[nodiscard]] Result<Answer> asked(std::uint32_t id, const Bytes& request);

  std::unique_ptr<SshLink> link_;
  std::chrono::milliseconds limit_;
  std::uint32_t id_ = 0;
  std::set<std::uint32_t> awaited_;
  std::set<std::uint32_t> forgotten_;
  std::unordered_map<std::uint32_t, Answer> arrived_;
  bool can_sync_ = false;
  bool can_tell_space_ = false;
  bool openssh_order_ = false;
};

}  // namespace runseal::transfer
