// How many connections there are, in all and from each address.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "console/limits.h"

namespace runseal::console {

// Serves one thread; outlives its tickets.
class Visitors {
 public:
  explicit Visitors(const Limits& limits) : limits_(&limits) {}

  class Ticket {
   public:
    Ticket(Visitors& visitors, std::string from) : visitors_(&visitors), from_(std::move(from)) {}
    Ticket(Ticket&& other) noexcept
        : visitors_(std::exchange(other.visitors_, nullptr)), from_(std::move(other.from_)) {}
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket() {
      if (visitors_ != nullptr) visitors_->leave(from_);
    }

   private:
    Visitors* visitors_;
    std::string from_;
  };

  // Nothing when there are too many. `from`: an address, of IPv6 its /64, which one visitor has as a whole.
  [[nodiscard]] std::optional<Ticket> enter(const std::string& from) {
    auto& here = from_each_[from];
    if (total_ >= limits_->connections || here >= limits_->connections_per_address) {
      if (here == 0) from_each_.erase(from);
      return std::nullopt;
    }
    ++here;
    ++total_;
    return Ticket(*this, from);
  }

 private:
  void leave(const std::string& from) {
    --total_;
    if (const auto here = from_each_.find(from); here != from_each_.end() && --here->second == 0)
      from_each_.erase(here);
  }

  const Limits* limits_;
  std::size_t total_ = 0;
  std::map<std::string, std::size_t> from_each_;
};

}  // namespace runseal::console
