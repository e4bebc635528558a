// Reads SMB 1 messages, both ways, into a flow.
#pragma once

#include "capture/dissectors/smb_flow.h"
#include "proto/smb1_messages.h"

namespace runseal::capture {

class Smb1Reading {
 public:
  explicit Smb1Reading(SmbFlow& flow) : flow_(flow) {}

  void message(ByteView front, std::uint64_t size, Moment at);

 private:
  struct Heard {
    proto::Smb1Head head;
    std::uint64_t size;
    Moment at;
  };
  void count(const Heard& heard);
  void question(const Heard& heard, const std::vector<proto::Smb1Block>& blocks);
  void asks(const Heard& heard, const proto::Smb1Block& block, SmbQuestion& question);
  void ask_to_open(const Heard& heard, const proto::Smb1Block& block, SmbQuestion& question);
  void write(const Heard& heard, const proto::Smb1Block& block, SmbQuestion& question);
  void rename(const Heard& heard, const proto::Smb1Block& block);
  void name_it(const Heard& heard, std::string name);
  void answer(const Heard& heard, const std::vector<proto::Smb1Block>& blocks);
  void answers(const Heard& heard, const proto::Smb1Block& block, const SmbQuestion& question);
  void read(const Heard& heard, const proto::Smb1Block& block, const SmbQuestion& question);
  void connected(const Heard& heard, std::uint16_t tree, const SmbQuestion& question);
  void opened(const Heard& heard, const proto::Smb1Block& block, const SmbQuestion& question);
  void negotiated(const Heard& heard, const proto::Smb1Block& block);
  void login_answered(const Heard& heard, const proto::Smb1Block& block);

  [[nodiscard]] SmbFilePtr file(const Heard& heard, const proto::Smb1Block& block);
  // Users of SMB 1 are numbered per connection, and files too: one session holds them all.
  [[nodiscard]] SmbSession& session() { return *session_; }

  SmbFlow& flow_;
  std::shared_ptr<SmbSession> session_ = std::make_shared<SmbSession>();
  bool offered_smb1_ = false;
};

}  // namespace runseal::capture
