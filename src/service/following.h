// A run that is still being written, as something to send: files go as they become complete, the others when the run
// is.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/time.h"
#include "runs/completion.h"
#include "service/run_paths.h"
#include "transfer/engine/feed.h"
#include "transfer/engine/number_set.h"

namespace runseal::service {

struct FollowOptions {
  std::string rules;                          // by name; empty: those that fit
  std::string complete_when;                  // a glob below the run; empty: the rules tell
  std::optional<std::chrono::seconds> quiet;  // instead of the rules'
  std::chrono::milliseconds look_every{5'000};
  std::function<void(const std::string&)> say;  // what is waited for, when that changes; may be empty
};

class Following : public transfer::Feed {
 public:
  // Errors: usage (unknown rules and no complete_when: nothing would ever tell that the run is complete), invalid.
  [[nodiscard]] static Result<Following> of(const RunFolder& run, FollowOptions options, const base::Clock& clock);

  Result<> next(std::chrono::milliseconds limit, const transfer::TakeEntry& take) override;
  [[nodiscard]] bool ended() const override { return !by_.empty(); }
  [[nodiscard]] bool whole() const override { return false; }
  Result<> look(const transfer::TakeEntry& take) override;

  [[nodiscard]] const std::string& complete_by() const { return by_; }  // once ended
  [[nodiscard]] std::string label() const { return rules_ ? rules_->label() : std::string(); }

 private:
  Following(const RunFolder& run, FollowOptions options, const base::Clock& clock, std::unique_ptr<runs::Rules> rules)
      : run_(&run), options_(std::move(options)), clock_(&clock), rules_(std::move(rules)), watch_(rules_.get()) {}
  [[nodiscard]] std::chrono::seconds quiet() const;
  [[nodiscard]] runs::Completion completion() const;
  [[nodiscard]] Result<> give(transfer::Entries& entries, bool all, const transfer::TakeEntry& take);

  const RunFolder* run_;
  FollowOptions options_;
  const base::Clock* clock_;
  std::unique_ptr<runs::Rules> rules_;  // with the user's quiet period; nullptr: none fit
  runs::Watch watch_;
  std::optional<runs::Glob> marker_;
  transfer::NumberSet
      given_;  // hashes of paths; one that is passed over for another's is found before the run is sealed
  std::optional<std::chrono::steady_clock::time_point> looked_;
  std::string by_;
  std::string waits_for_;
};

}  // namespace runseal::service
