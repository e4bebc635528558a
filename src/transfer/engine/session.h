// One run on its way in, shared by the threads of its connections: control() names entries and finishes, data() takes
// pieces, report() answers. The first failure ends them all, and the sender is told why.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "base/time.h"
#include "transfer/engine/channel.h"
#include "transfer/engine/landing.h"
#include "transfer/engine/receiver.h"

namespace runseal::transfer {

// One file, folder or link that the sender named.
struct Arrival {
  enum class State : std::uint8_t { waiting, arriving, verified, confirmed };
  [[no_unique_address]] Entry entry;  // the next members lie in its padding
  State state = State::waiting;
  std::uint8_t wrong = 0;  // times it arrived with another hash
};

class Session {
 public:
  Session(const ReceiveOptions& options, const base::PrivateKey& key, Peer peer, base::PublicKey sender, Open open);
  ~Session();

  // Opens the landing, or finds that the run exists. Errors: as Landing::open.
  [[nodiscard]] Result<OpenState> begin();
  [[nodiscard]] const Token& token() const { return token_; }
  [[nodiscard]] const base::PublicKey& sender() const { return sender_; }
  [[nodiscard]] const std::string& name() const { return open_.name; }

  // Each blocks for as long as its connection is of use.
  [[nodiscard]] Result<> control(Channel& channel);
  [[nodiscard]] Result<> data(Channel& channel);
  void report(Channel& channel);

  void fail_with(const Error& error);     // the first one counts
  void abandon(const Error& error);       // and does not wait for the sender to hear of it
  bool wait_until_said();                 // how it ended; false: the sender could not be told
  [[nodiscard]] std::string why() const;  // it did not finish
  [[nodiscard]] bool done() const;        // the run stands under its name
  [[nodiscard]] bool ended() const;
  [[nodiscard]] std::size_t connections() const;
  [[nodiscard]] const std::shared_ptr<LiveRun>& live() const { return live_; }

 private:
  friend class Arriving;  // data(): the files of one connection

  [[nodiscard]] Result<> take_entries(ByteView body);
  void count_live(const Entry& entry, const Landed& landed);
  [[nodiscard]] Result<> tell_what_is_there(Channel& channel);
  [[nodiscard]] Result<> take_part(ByteView body);
  [[nodiscard]] Result<> complete();
  [[nodiscard]] Result<Done> land(ReceivedRun& run);
  [[nodiscard]] Result<Done> compare_with_existing(ReceivedRun& run);
  [[nodiscard]] Result<EntryRefs> received_entries();
  [[nodiscard]] Result<> read_back(const EntryRefs& entries);
  [[nodiscard]] Result<SealFiles> countersigned(const ReadSeal& seal) const;
  void report_until_ended(Channel& channel, std::unique_lock<std::mutex>& lock);
  void commit_loop();
  [[nodiscard]] Result<> commit_some(std::unique_lock<std::mutex>& lock);

  // for Arriving
  [[nodiscard]] Result<Arrival*> arrival(std::uint32_t index);
  void verified(Arrival& arrival, std::uint32_t index);
  [[nodiscard]] Result<> wrong(Arrival& arrival, std::uint32_t index);

  struct Joined {
    Session& session;
    Channel& channel;
    Joined(Session& s, Channel& c);
    ~Joined();
  };

  const ReceiveOptions& options_;
  const base::PrivateKey& key_;
  Peer peer_;
  base::PublicKey sender_;
  Open open_;
  Token token_{};
  Instant began_;
  std::shared_ptr<LiveRun> live_;
  std::optional<Landing> landing_;  // none: the run exists
  SealFiles seal_;
  std::uint64_t seal_bytes_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  base::FarList<Arrival> arrivals_;
  std::uint32_t told_ = 0;  // of so many of them the sender knows what was there
  std::set<Channel*> channels_;
  std::uint64_t joined_ = 0;  // connections in the whole life of the session
  std::vector<std::uint32_t> to_commit_;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> partial_;  // entries, and bytes of them that were there before
  std::size_t unverified_ = 0;                                    // files named and not yet verified
  std::vector<std::uint32_t> to_confirm_;
  std::vector<std::uint32_t> to_ask_again_;
  std::uint64_t wrong_files_ = 0;
  std::uint64_t bytes_ = 0;
  std::optional<Done> finished_;
  std::optional<Error> broken_;
  bool said_ = false;  // the report connection has told the sender how it ended
  bool closing_ = false;
  std::size_t reports_ = 0;  // report connections that are open
  std::thread committer_;
};

}  // namespace runseal::transfer
