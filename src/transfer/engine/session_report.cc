// Session::report(): what the sender is told; and the committer, which makes many verified files durable at once.
#include <algorithm>

#include "transfer/engine/session.h"

namespace runseal::transfer {
namespace {

constexpr std::chrono::milliseconds pulse{1'000};    // alive, and how long a verified file waits for its commit,
constexpr std::chrono::milliseconds longest{5'000};  // or this long, where commits are slow

}  // namespace

void Session::report(Channel& channel) {
  const Joined joined(*this, channel);
  std::unique_lock lock(mutex_);
  ++reports_;
  report_until_ended(channel, lock);
  --reports_;
  changed_.notify_all();
}

void Session::report_until_ended(Channel& channel, std::unique_lock<std::mutex>& lock) {
  for (;;) {
    changed_.wait_for(lock, pulse, [&] {
      return finished_ || broken_ || closing_ || !to_confirm_.empty() || !to_ask_again_.empty();
    });
    const auto confirm = std::exchange(to_confirm_, {});
    const auto again = std::exchange(to_ask_again_, {});
    const auto broken = broken_;
    const auto finished = finished_;
    if (closing_ && !broken && !finished) return;
    lock.unlock();
    Result<> sent;
    std::vector<Confirmed> ranges;
    const auto send_ranges = [&] {
      if (sent && !ranges.empty()) sent = channel.send(FrameType::confirm, encode(ranges));
      ranges.clear();
    };
    for (const auto index : confirm) {
      if (!ranges.empty() && ranges.back().first + ranges.back().count == index) {
        ++ranges.back().count;
        continue;
      }
      if (ranges.size() == confirmed_per_frame) send_ranges();
      ranges.push_back({index, 1});
    }
    send_ranges();
    for (const auto index : again)
      if (sent) sent = channel.send(FrameType::again, encode(index));
    if (sent && broken) sent = channel.say(FrameType::refused, encode(refusal(*broken)));
    if (sent && finished) sent = channel.say(FrameType::done, encode(*finished));
    if (sent && !broken && !finished) sent = channel.say(FrameType::alive);
    if (broken || finished) channel.tls().finish();
    lock.lock();
    if (!sent && !broken_ && !finished_) broken_ = sent.error();
    if (!sent || broken || finished) {  // not broken_: what broke while this was being said has yet to be said
      said_ = said_ || sent;
      for (auto* other : channels_)
        if (other != &channel) other->cut();
      return;
    }
  }
}

Result<> Session::commit_some(std::unique_lock<std::mutex>& lock) {
  auto indices = std::exchange(to_commit_, {});
  std::vector<const Entry*> entries;
  entries.reserve(indices.size());
  for (const auto index : indices) entries.push_back(&arrivals_[index].entry);
  lock.unlock();
  auto committed = landing_->commit(entries);
  lock.lock();
  RUNSEAL_CHECK(std::move(committed));
  std::sort(indices.begin(), indices.end());
  for (const auto index : indices) arrivals_[index].state = Arrival::State::confirmed;
  live_->numbers.files_done += indices.size();
  to_confirm_.insert(to_confirm_.end(), indices.begin(), indices.end());
  return {};
}

// Verified files wait for company: one syncfs makes many durable, and the longer it takes the more it should do. When
// nothing else is on its way they need not wait.
void Session::commit_loop() {
  using Clock = std::chrono::steady_clock;
  std::unique_lock lock(mutex_);
  auto patience = pulse;
  while (!closing_ && !broken_ && !finished_) {
    changed_.wait(lock, [&] { return closing_ || broken_ || finished_ || !to_commit_.empty(); });
    changed_.wait_for(lock, patience, [&] { return closing_ || broken_ || finished_ || unverified_ == 0; });
    if (closing_ || broken_ || to_commit_.empty()) continue;
    const auto began = Clock::now();
    const auto committed = commit_some(lock);
    patience = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(8 * (Clock::now() - began)), pulse, longest);
    if (!committed && !broken_) broken_ = committed.error();
    changed_.notify_all();
  }
}

}  // namespace runseal::transfer
