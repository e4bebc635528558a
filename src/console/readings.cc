#include "console/readings.h"

#include "base/random.h"

namespace runseal::console {

std::string Readings::put(const std::string& account, service::Letter letter, Instant now) {
  const auto bytes = letter.content.size() + letter.imported.text.size();
  const std::lock_guard lock(lock_);
  forget(now, bytes);
  auto id = base::random_id();
  all_.push_back({id, account, now, std::make_shared<const service::Letter>(std::move(letter)), bytes});
  bytes_ += bytes;
  return id;
}

Result<std::shared_ptr<const service::Letter>> Readings::find(const std::string& account, const std::string& id,
                                                              Instant now) {
  const std::lock_guard lock(lock_);
  forget(now, 0);
  for (const auto& one : all_)
    if (one.id == id && one.account == account) return one.letter;
  return fail(ErrorCode::not_found, "this reading of a letter is no longer kept", {},
              "a reading waits for an hour: give the letter again");
}

void Readings::drop(const std::string& id) {
  const std::lock_guard lock(lock_);
  const auto found = std::ranges::find(all_, id, &Reading::id);
  if (found == all_.end()) return;
  bytes_ -= found->bytes;
  all_.erase(found);
}

void Readings::forget(Instant now, std::size_t room) {
  const auto too_old = [&](const Reading& one) { return now - one.at > lasts; };
  const auto no_room = [&] { return room > 0 && (all_.size() >= most || bytes_ + room > most_bytes); };
  while (!all_.empty() && (too_old(all_.front()) || no_room())) {
    bytes_ -= all_.front().bytes;
    all_.pop_front();
  }
}

}  // namespace runseal::console
