#include "transfer/engine/send.h"

#include <algorithm>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "base/json.h"
#include "base/sshsig.h"
#include "transfer/engine/attempts.h"
#include "transfer/engine/calling.h"
#include "transfer/engine/outbox.h"
#include "transfer/engine/stream.h"

namespace runseal::transfer {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr milliseconds pulse{1'000};
constexpr milliseconds look_around{100};
constexpr unsigned most_streams = 8;

// What all attempts of one transfer share.
struct Job {
  int folder;
  Feed& feed;
  const Destination& to;
  const base::TlsIdentity& identity;
  const SealRun& seal;
  const SendOptions& options;
  Progress& progress;
  Outbox outbox;
  Throttle throttle;
  std::optional<SealFiles> sealed;   // a seal does not change because an answer was lost
  std::uint64_t sealed_version = 0;  // of the outbox
  unsigned streams = 1;

  [[nodiscard]] bool stopping() const { return options.stop != nullptr && *options.stop; }
};

// One try: connects, names, sends, finishes. Its connections and threads end with it.
class Attempt {
 public:
  explicit Attempt(Job& job) : job_(job), calling_(job.to, job.identity, job.options.stall) {}
  ~Attempt() { stop(cancelled()); }

  Result<Sent> run() {
    auto sent = all_steps();
    if (sent || calling_.refused() || !report_) return sent;
    // a connection that breaks is often the receiver's answer, and the reason comes on the report connection
    for (auto waited = milliseconds{0}; !heard_all_ && waited < pulse; waited += look_around)
      std::this_thread::sleep_for(look_around);
    if (const auto refusal = calling_.refusal()) return fail(*refusal);
    return sent;
  }

  [[nodiscard]] bool refused() const { return calling_.refused(); }

 private:
  Result<Sent> all_steps() {
    RUNSEAL_CHECK(open());
    RUNSEAL_CHECK(start_threads());
    RUNSEAL_CHECK(until_confirmed());
    return finish();
  }

  Result<> open() {
    if (job_.outbox.size() == 0) {
      RUNSEAL_CHECK(feed_outbox());
    }
    RUNSEAL_TRY(control_, calling_.connect());
    const bool whole = job_.feed.whole();
    const Open open{job_.to.name, whole ? job_.progress.files_total.load() : 0,
                    whole ? job_.progress.bytes_total.load() : 0, RUNSEAL_VERSION};
    RUNSEAL_CHECK(control_->say(FrameType::open, encode(open)));
    RUNSEAL_TRY(const auto body, calling_.hear(*control_, FrameType::opened));
    RUNSEAL_TRY(opened_, decode_opened(body));
    job_.outbox.begin_attempt(opened_.state == OpenState::exists);
    RUNSEAL_CHECK(name(0));
    job_.outbox.count_what_is_left();
    job_.outbox.offer(0);
    return {};
  }

  Result<> feed_outbox() {
    return job_.feed.next(look_around, [&](Entry entry) -> Result<> {
      job_.outbox.add(std::move(entry));
      return {};
    });
  }

  // Tells the receiver of the entries from `first` on, and hears what it has of them.
  Result<> name(std::size_t first) {
    const auto entries = job_.outbox.entries_from(first);
    for (std::size_t at = 0; at < entries.size();)
      RUNSEAL_CHECK(control_->send(FrameType::entries, encode_entries(entries, at)));
    RUNSEAL_CHECK(control_->say(FrameType::listed));
    for (;;) {
      RUNSEAL_TRY(const auto frame, calling_.hear_any(*control_));
      if (frame.type == FrameType::ready) return {};
      if (frame.type == FrameType::alive) continue;
      if (frame.type != FrameType::have)
        return fail(ErrorCode::invalid, "the receiver sent a frame that does not belong here");
      RUNSEAL_TRY(const auto some, decode_have(frame.body));
      job_.outbox.they_have(some, first);
    }
  }

  Result<> join(std::unique_ptr<Channel>& channel, Purpose purpose) {
    RUNSEAL_TRY(channel, calling_.connect());
    return channel->say(FrameType::join, encode(Join{opened_.token, purpose}));
  }

  Result<> start_threads() {
    RUNSEAL_CHECK(join(report_, Purpose::report));
    threads_.emplace_back([this] { listen(); });
    const bool hashes_only = opened_.state == OpenState::exists;
    for (unsigned i = 0; i < job_.streams; ++i) {
      data_.emplace_back();
      if (hashes_only)
        data_.back() = nullptr;
      else
        RUNSEAL_CHECK(join(data_.back(), Purpose::data));
      threads_.emplace_back([this, channel = data_.back().get()] {
        Stream stream(job_.folder, job_.outbox, channel, job_.throttle, job_.progress);
        if (const auto ran = stream.run(); !ran) job_.outbox.end_attempt(ran.error());
      });
    }
    return {};
  }

  // The report connection: what the receiver says until it is done.
  void listen() {
    for (;;) {
      const auto frame = calling_.hear_any(*report_);
      auto heard = frame ? take(*frame) : Result<>(std::unexpected(frame.error()));
      if (heard && !done_) continue;
      heard_all_ = true;
      return job_.outbox.end_attempt(heard ? Error{ErrorCode::internal, "done", {}, {}} : heard.error());
    }
  }

  Result<> take(const Frame& frame) {
    switch (frame.type) {
      case FrameType::alive: return {};
      case FrameType::confirm: {
        RUNSEAL_TRY(const auto ranges, decode_confirm(frame.body));
        return job_.outbox.confirm(ranges);
      }
      case FrameType::again: {
        RUNSEAL_TRY(const auto entry, decode_again(frame.body));
        return job_.outbox.again(entry);
      }
      case FrameType::done: {
        RUNSEAL_TRY(answer_, decode_done(frame.body));
        done_ = true;
        return {};
      }
      default: return fail(ErrorCode::invalid, "the receiver sent a frame that does not belong here");
    }
  }

  Result<> until_confirmed() {
    auto alive = SteadyClock::now();
    for (bool settled = false; !settled;) {
      if (job_.stopping()) return fail(cancelled());
      if (const auto error = job_.outbox.attempt_error()) return fail(*error);
      RUNSEAL_CHECK(take_more());
      if (SteadyClock::now() - alive >= pulse) {
        RUNSEAL_CHECK(control_->say(FrameType::alive));
        alive = SteadyClock::now();
      }
      if (!job_.feed.ended() || !job_.outbox.all_confirmed()) {
        job_.outbox.wait(look_around);
        continue;
      }
      const auto first = job_.outbox.size();
      RUNSEAL_TRY(auto fresh, job_.outbox.settle(job_.feed));
      settled = fresh.empty() && !job_.outbox.attempt_error();
      for (auto& entry : fresh) job_.outbox.add(std::move(entry));
      RUNSEAL_CHECK(take_on(first));
    }
    return {};
  }

  Result<> take_more() {
    if (job_.feed.ended()) return {};
    const auto first = job_.outbox.size();
    RUNSEAL_CHECK(feed_outbox());
    return take_on(first);
  }

  // What the outbox has from `first` on.
  Result<> take_on(std::size_t first) {
    if (first == job_.outbox.size()) return {};
    RUNSEAL_CHECK(name(first));
    job_.outbox.offer(first);
    return {};
  }

  Result<> send_part(SealPart which, const base::LongText& text) {
    for (const auto next = text.pieces();;) {
      RUNSEAL_TRY(const auto piece, next());
      if (piece.empty()) return {};
      RUNSEAL_CHECK(control_->send(FrameType::part, encode(Part{which, base::as_text(piece)})));
    }
  }

  Result<Sent> finish() {
    if (!job_.sealed || job_.sealed_version != job_.outbox.version()) {
      RUNSEAL_TRY(job_.sealed, job_.seal(job_.outbox.sorted()));
      job_.sealed_version = job_.outbox.version();
    }
    const auto& sealed = *job_.sealed;
    RUNSEAL_CHECK(send_part(SealPart::manifest, sealed.manifest));
    RUNSEAL_CHECK(send_part(SealPart::tree, sealed.tree));
    RUNSEAL_CHECK(send_part(SealPart::seal, sealed.seal));
    RUNSEAL_CHECK(send_part(SealPart::signature, sealed.signature));
    RUNSEAL_CHECK(control_->say(FrameType::finish));
    while (!done_) {
      if (job_.stopping()) return fail(cancelled());
      if (const auto error = job_.outbox.attempt_error(); error && !done_) return fail(*error);
      job_.outbox.wait_end(look_around);
    }
    return checked(sealed);
  }

  Result<Sent> checked(const SealFiles& sealed) const {
    Sent sent{sealed, {}, answer_.was_there};
    if (answer_.was_there && answer_.receipt.empty()) return sent;  // it came there without runseal's wire
    const auto not_proven = [](const char* why) {
      return fail(ErrorCode::corrupt, std::string("the receiver's receipt does not hold: ") + why, {},
                  "do not count this run as sent");
    };
    const auto signer = base::sshsig_verify(answer_.signature, sshsig_namespace, base::as_bytes(answer_.receipt));
    if (answer_.was_there && signer && *signer != job_.to.key) return sent;  // another node received it there
    if (!signer || *signer != job_.to.key) return not_proven("it is not signed by the receiver");
    sent.files.receipt = answer_.receipt;
    sent.files.receipt_signature = answer_.signature;
    RUNSEAL_TRY(const auto json, base::parse_json(answer_.receipt));
    RUNSEAL_TRY(sent.receipt, base::from_json<model::Receipt>(json, "receipt.json"));
    const bool of_this_seal = sent.receipt.seal_sha256 == base::sha256_hex(base::as_bytes(sealed.seal));
    if (!answer_.was_there && !of_this_seal) return not_proven("it is about another seal");
    sent.was_there = !of_this_seal;  // else it is the one that was just sent, and the first answer was lost
    return sent;
  }

  void stop(const Error& error) {
    job_.outbox.end_attempt(error);
    if (control_) control_->cut();
    if (report_) report_->cut();
    for (const auto& channel : data_)
      if (channel) channel->cut();
    for (auto& thread : threads_) thread.join();
  }

  Job& job_;
  Calling calling_;
  std::unique_ptr<Channel> control_;
  std::unique_ptr<Channel> report_;
  std::vector<std::unique_ptr<Channel>> data_;
  std::vector<std::thread> threads_;
  Opened opened_;
  Done answer_;
  std::atomic<bool> done_ = false;
  std::atomic<bool> heard_all_ = false;  // the report connection has ended
};

}  // namespace

Result<Sent> send_run(int folder, Feed& feed, const Destination& to, const base::PrivateKey& key, const SealRun& seal,
                      const SendOptions& options, Progress& progress) {
  const base::TlsIdentity identity(key, wire_protocol);
  Job job{folder, feed, to, identity, seal, options, progress, Outbox(progress), Throttle(options.limit), {}, 0, 1};
  job.streams =
      std::clamp(options.streams != 0 ? options.streams : std::thread::hardware_concurrency(), 1U, most_streams);
  const Patience patience{options.retry_for, options.stop, progress.connects,
                          [&] { return progress.files_done + progress.bytes_sent - progress.bytes_resent; },
                          options.again};
  return attempt_until(patience, [&](bool& final) {
    Attempt attempt(job);
    auto sent = attempt.run();
    final = attempt.refused();
    return sent;
  });
}

}  // namespace runseal::transfer
