// What is gathered of one SMB flow, whichever version it speaks.
#pragma once

#include "capture/dissectors/smb_files.h"
#include "capture/dissectors/smb_pending.h"

namespace runseal::capture {

// How many, and the packet that showed the first.
struct SmbTally {
  std::uint64_t count = 0;
  std::uint64_t packet = 0;

  void add(Moment at, std::uint64_t more = 1) {
    if (count == 0) packet = at.packet;
    count += more;
  }
};

// Each way: index() of the side that sent it. Data messages are those that name, open, read, change or list files.
struct SmbCounts {
  SmbTally is_signed[2];   // data messages in the clear
  SmbTally not_signed[2];  //
  SmbTally encrypted[2];   // messages of any kind
  SmbTally encrypted_bytes[2];
  SmbTally opaque[2];  // compressed as a whole: in the clear, but what they are is not read
  SmbTally compressed;
  SmbTally read;  // bytes of files in the clear
  SmbTally written;
  SmbTally listings;
  SmbTally renames;
  SmbTally removals;
  SmbTally not_found;   // names asked for in the clear that the server does not have
  SmbTally smb1;        // messages beyond the negotiation
  SmbTally unreadable;  // messages whose body is not what their head says, or was cut
  SmbTally unknown;     // messages whose head is none

  [[nodiscard]] std::uint64_t clear(std::size_t side) const {
    return is_signed[side].count + not_signed[side].count + opaque[side].count;
  }
};

class SmbFacts {
 public:
  void say(const std::string& id, Json value, Moment at);               // the first value stays
  void add(const std::string& id, const std::string& text, Moment at);  // to a list of different ones
  void count(const std::string& id, const SmbTally& tally);             // nothing when it is 0
  [[nodiscard]] bool holds(const std::string& id) const { return facts_.contains(id); }
  [[nodiscard]] std::string text(const std::string& id) const;  // "" where it was not said
  [[nodiscard]] std::map<std::string, SeenFact> take() { return std::move(facts_); }
  [[nodiscard]] std::size_t footprint() const { return facts_.size() * 256; }

 private:
  std::map<std::string, SeenFact> facts_;
};

struct SmbFlow {
  explicit SmbFlow(const FlowContext& of) : context(of), sessions(SmbSessions::of(of.recorder)), files(of) {}

  SmbSession& session(std::uint64_t id);
  void speaks(const std::string& dialect, Moment at);  // "3.1.1"

  const FlowContext& context;
  SmbCounts counts;
  SmbFacts facts;
  std::string version;
  Bytes client_guid;
  bool guest = false;
  bool nobody = false;
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
