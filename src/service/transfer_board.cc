#include "service/transfer_board.h"

#include <cmath>

namespace runseal::service {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto between_looks = std::chrono::milliseconds(500);
constexpr double weight_of_now = 0.3;    // of the last half second, against what was before
constexpr double standing_still = 1024;  // bytes a second

const char* state_of(const transfer::Progress& numbers, double rate, bool known) {
  const auto total = numbers.bytes_total.load();
  if (total > 0 && numbers.bytes_done >= total) return "finishing";
  return known && rate < standing_still ? "waiting" : "moving";
}

}  // namespace

TransferBoard::TransferBoard(Hub& hub) : hub_(hub) {
  runs_.on_begin([this] {
    const std::lock_guard guard(lock_);
    changed_.notify_all();
  });
  thread_ = std::thread([this] { tell_until_ended(); });
}

TransferBoard::~TransferBoard() {
  {
    const std::lock_guard guard(lock_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void TransferBoard::measure() {
  const auto now = Steady::now();
  std::map<std::string, Pace> paces;
  for (const auto& run : runs_.now()) {
    const auto bytes = run->numbers.bytes_done.load();
    Pace pace{bytes, now};
    if (const auto before = paces_.find(run->id); before != paces_.end()) {
      const double seconds = std::chrono::duration<double>(now - before->second.at).count();
      const double moved = bytes > before->second.bytes ? static_cast<double>(bytes - before->second.bytes) : 0;
      const double lately = moved / std::max(seconds, 0.001);
      pace.rate = before->second.known ? before->second.rate * (1 - weight_of_now) + lately * weight_of_now : lately;
      pace.known = true;
    }
    paces.emplace(run->id, pace);
  }
  paces_ = std::move(paces);
}

void TransferBoard::tell_until_ended() {
  bool told_any = false;
  std::unique_lock guard(lock_);
  while (!ending_) {
    const bool any = !runs_.now().empty();
    if (!any && !told_any) {
      changed_.wait(guard, [&] { return ending_ || !runs_.now().empty(); });
      continue;
    }
    measure();
    guard.unlock();
    hub_.publish("transfers", "", {{"items", items()}});
    guard.lock();
    told_any = any;
    changed_.wait_for(guard, between_looks, [&] { return ending_; });
  }
}

Json TransferBoard::items() {
  Json items = Json::array();
  for (const auto& run : runs_.now()) {
    Pace pace;
    {
      const std::lock_guard guard(lock_);
      if (const auto found = paces_.find(run->id); found != paces_.end()) pace = found->second;
    }
    const auto& numbers = run->numbers;
    const auto bytes = numbers.bytes_done.load();
    const auto total = numbers.bytes_total.load();
    Json left;
    if (pace.known && pace.rate >= standing_still && total > bytes)
      left = static_cast<std::uint64_t>(std::ceil(static_cast<double>(total - bytes) / pace.rate));
    items.push_back({{"id", run->id},
                     {"run", run->run},
                     {"direction", run->direction == transfer::Direction::sent ? "sent" : "received"},
                     {"from", run->from},
                     {"to", run->to},
                     {"started", base::format_instant(run->started)},
                     {"files", numbers.files_done.load()},
                     {"total_files", numbers.files_total.load()},
                     {"bytes", bytes},
                     {"total_bytes", total},
                     {"rate", static_cast<std::uint64_t>(pace.rate)},
                     {"eta_s", left},
                     {"state", state_of(numbers, pace.rate, pace.known)}});
  }
  return items;
}

}  // namespace runseal::service
