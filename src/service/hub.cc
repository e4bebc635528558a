#include "service/hub.h"

#include <algorithm>

namespace runseal::service {

std::optional<Event> Listener::next() {
  const std::lock_guard lock(lock_);
  if (queue_.empty()) return std::nullopt;
  auto event = std::move(queue_.front().second);
  queue_.pop_front();
  return event;
}

void Listener::on_event(std::function<void()> wake) {
  const std::lock_guard lock(lock_);
  wake_ = std::move(wake);
}

void Listener::put(const std::string& key, const Event& event) {
  std::function<void()> wake;
  {
    const std::lock_guard lock(lock_);
    const auto waiting = std::ranges::find_if(
        queue_, [&](const auto& one) { return one.first == key && one.second.name == event.name; });
    if (waiting != queue_.end()) {
      waiting->second = event;
      return;
    }
    if (queue_.empty()) wake = wake_;
    queue_.emplace_back(key, event);
    if (queue_.size() > Hub::most_waiting) queue_.pop_front();
  }
  if (wake) wake();
}

std::shared_ptr<Listener> Hub::listen() {
  auto listener = std::make_shared<Listener>();
  const std::lock_guard lock(lock_);
  std::erase_if(listeners_, [](const auto& one) { return one.expired(); });
  listeners_.push_back(listener);
  return listener;
}

void Hub::publish(const std::string& name, const std::string& key, const Json& data) {
  const Event event{name,
                    std::make_shared<const std::string>(data.dump(-1, ' ', false, Json::error_handler_t::replace))};
  std::vector<std::shared_ptr<Listener>> now;
  {
    const std::lock_guard lock(lock_);
    for (const auto& one : listeners_)
      if (auto listener = one.lock()) now.push_back(std::move(listener));
  }
  for (const auto& listener : now) listener->put(key, event);
}

std::size_t Hub::listeners() {
  const std::lock_guard lock(lock_);
  std::erase_if(listeners_, [](const auto& one) { return one.expired(); });
  return listeners_.size();
}

}  // namespace runseal::service
