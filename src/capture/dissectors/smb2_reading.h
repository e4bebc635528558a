// Reads SMB 2 and 3 messages, both ways, into a flow.
#pragma once

#include "capture/dissectors/smb_flow.h"

namespace runseal::capture {

class Smb2Reading {
 public:
  explicit Smb2Reading(SmbFlow& flow) : flow_(flow) {}

  // `first`: it begins its frame, so it continues no compound. `size`: of the whole message.
  void message(ByteView front, std::uint64_t size, bool first, Moment at);
  void encrypted(ByteView front, std::uint64_t size, Side from, Moment at);
  void compressed(ByteView front, bool first, Side from, Moment at);

 private:
  struct Heard {  // a message, with the compound's values put in
    proto::Smb2Head head;
    ByteView bytes;
    std::uint64_t size;
    Moment at;
  };

  void hidden(Side from, Moment at);  // compressed as a whole
  void count(const Heard& heard, const SmbQuestion* question);
  void question(Heard& heard);
  void ask_to_open(const Heard& heard, SmbQuestion& question);
  void about_a_file(const Heard& heard, SmbQuestion& question);
  std::optional<bool> asks_a_service(const Heard& heard, const SmbQuestion& question);
  void over_a_pipe(const Heard& heard, SmbQuestion& question);
  void change(const Heard& heard, SmbFile& file);
  void negotiation_asked(const Heard& heard);
  void login_asked(const Heard& heard);

  void answer(const Heard& heard);
  void opened(const Heard& heard, const SmbQuestion& question);
  void data_read(const Heard& heard, const SmbQuestion& question);
  void negotiated(const Heard& heard);
  void login_answered(const Heard& heard);
  void tree_connected(const Heard& heard, const SmbQuestion& question);

  SmbFlow& flow_;
  struct Chain {
    std::uint64_t session = 0;
    std::uint32_t tree = 0;
    SmbFilePtr file;
  } chain_;  // of questions
};

}  // namespace runseal::capture
