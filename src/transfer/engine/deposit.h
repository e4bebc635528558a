// Sends a run to a sink that cannot vouch for what it stores (transfer/sinks/sink.h): reads each file once, hashing
// while writing, then reads every file back from the sink and hashes that. Only when all of it came back as it was sent
// does the run get its seal and its name. docs/manual/send-sftp.md.
//
//   RUNSEAL_TRY(const auto sink, open_sftp(options));
//   RUNSEAL_TRY(const auto deposited, deposit_run(folder, feed, *sink, "run1", owner, seal, options, progress));
//   if (deposited.outcome != DepositOutcome::verified) …   // a Result that holds is not yet a success
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/enum_names.h"
#include "transfer/engine/feed.h"
#include "transfer/engine/progress.h"
#include "transfer/engine/send.h"
#include "transfer/sinks/sink.h"

namespace runseal::transfer {

struct DepositOptions {
  unsigned streams = 0;     // connections; 0: one a core, at most 4 (servers drop those who knock more often)
  std::uint64_t limit = 0;  // bytes a second, sent and read back together; 0: none
  std::chrono::milliseconds retry_for{300'000};  // goes on trying this long after the last progress
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const Error&)> again;  // told why it tries again; may be empty
};

enum class DepositOutcome {
  verified,    // every file was read back and is what was sent; the run has its name
  unverified,  // something could not be read back: the run stays hidden, and nobody may call it sent
  corrupt,     // something came back other than it was sent: the run stays hidden
};

struct DepositTrouble {
  std::string path;  // as shown_path() shows it
  std::string why;
};

struct Deposited {
  DepositOutcome outcome = DepositOutcome::unverified;
  SealFiles files;         // of the run that stands there, when verified
  bool was_there = false;  // a run of that name and content stood there already; outcome tells whether it still holds
  std::uint64_t modes_lost = 0;  // files whose x bit the sink did not keep: the seal has it
  std::vector<DepositTrouble> corrupt;
  std::vector<DepositTrouble> unread;
};

// `run`: the name under which it shall stand there; `owner`: whose it is (the sender's public key), so that two senders
// never write to one hidden tree. Called again after it was cut, stopped or killed, it goes on where it was: what is
// whole there is read back instead of sent, what is not goes on at its length.
// Errors: unavailable (nobody there), denied, not_found (no such folder there), exists (other content under that name),
// limit (no space), conflict (the source keeps changing, or another sender took over), invalid (a name or link that may
// not be sent), corrupt (the source's disk, or what was written is no longer there), cancelled, timeout, io.
[[nodiscard]] Result<Deposited> deposit_run(int folder, Feed& feed, Sink& sink, const std::string& run,
                                            const std::string& owner, const SealRun& seal,
                                            const DepositOptions& options, Progress& progress);

}  // namespace runseal::transfer

RUNSEAL_ENUM_NAMES(runseal::transfer::DepositOutcome, {runseal::transfer::DepositOutcome::verified, "verified"},
                   {runseal::transfer::DepositOutcome::unverified, "unverified"},
                   {runseal::transfer::DepositOutcome::corrupt, "corrupt"});
