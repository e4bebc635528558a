// What is gathered of one SMB flow, whichever version it speaks.
#pragma once

#include "capture/dissectors/seen.h"
#include "capture/dissectors/smb_pending.h"

namespace runseal::capture {

// Each way: index() of the side that sent it. Data messages are those that name, open, read, change or list files.
struct SmbCounts {
  Tally is_signed[2];   // data messages in the clear
  Tally not_signed[2];  //
  Tally encrypted[2];   // messages of any kind
  Tally encrypted_bytes[2];
  Tally opaque[2];  // compressed as a whole: in the clear, but what they are is not read
  Tally compressed;
  Tally read;  // bytes of files in the clear
  Tally written;
  Tally listings;
  Tally renames;
  Tally removals;
  Tally services;    // messages in the clear to services that are not asked about files
  Tally not_found;   // names asked for in the clear that the server does not have
  Tally smb1;        // messages beyond the negotiation
  Tally unreadable;  // messages whose body is not what their head says, or was cut
  Tally doubtful;    // messages that may be about files or not: what tells was not seen
  Tally unknown;     // messages whose head is none

  [[nodiscard]] std::uint64_t clear(std::size_t side) const {
    return is_signed[side].total() + not_signed[side].total() + opaque[side].total();
  }
};

class SmbFacts {
 public:
  void say(const std::string& id, Json value, Moment at);               // the first value stays
  void add(const std::string& id, const std::string& text, Moment at);  // to a list of different ones
  void count(const std::string& id, const Tally& tally);                // nothing when it is 0
  [[nodiscard]] bool holds(const std::string& id) const { return facts_.contains(id); }
  [[nodiscard]] std::string text(const std::string& id) const;  // "" where it was not said
  [[nodiscard]] std::map<std::string, SeenFact> take() { return std::move(facts_); }
  [[nodiscard]] std::size_t footprint() const { return facts_.size() * 256; }

 private:
  std::map<std::string, SeenFact> facts_;
};

struct SmbFlow {
  explicit SmbFlow(const FlowContext& of) : context(of), sessions(SmbSessions::of(of)), files(of) {}

  SmbSession& session(std::uint64_t id);
  void speaks(const std::string& dialect, Moment at);  // "3.1.1"
  // A message in the clear about files of the session's tree.
  void clear_message(const SmbSession& of, std::uint32_t tree, bool is_signed, Side from, Moment at);

  const FlowContext& context;
  SmbCounts counts;
  SmbFacts facts;
  std::string version;
  Bytes client_guid;
  Places places;
  bool beyond_negotiation = false;  // more was said than which version to speak
  bool guest = false;
  bool nobody = false;
  bool names_nobody = false;  // the login under way
  bool session_encrypts = false;
  std::shared_ptr<SmbSessions> sessions;
  SmbFiles files;
  SmbPending pending;
  std::map<std::uint64_t, std::shared_ptr<SmbSession>> known;

 private:
  std::uint64_t last_id_ = 0;
  SmbSession* last_ = nullptr;
};

// Names out of the login tokens, and what became of the login.
void smb_login_asked(SmbFlow& flow, ByteView token, Moment at);
void smb_login_answered(SmbFlow& flow, ByteView token, Moment at);
void smb_login_done(SmbFlow& flow, bool guest, bool nobody, Moment at);
void smb_login_refused(SmbFlow& flow, std::uint32_t status, Moment at);

// "\\nas01\runs" → "runs"
[[nodiscard]] std::string smb_share_of(std::string_view tree_path);
[[nodiscard]] std::string smb_path(std::string name);  // '\' → '/', none in front

// `losses`: how often messages may have gone by unseen.
[[nodiscard]] FlowReport judge_smb(SmbFlow& flow, std::uint64_t losses);

}  // namespace runseal::capture
