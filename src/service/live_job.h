// One job that waits or runs: its state of this moment, what it tells of its progress, and who wants it to end.
// Thread-safe.
#pragma once

#include <mutex>

#include "service/jobs.h"

namespace runseal::service {

class LiveJob final : public JobRun {
 public:
  LiveJob(model::Job job, const JobKind* kind);
  // As it was before it was begun.
  [[nodiscard]] static model::Job queued_again(model::Job job);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const JobKind& kind() const { return *kind_; }
  [[nodiscard]] model::Job now() const;
  [[nodiscard]] bool has_moved();  // since this was asked last

  void begin(const std::string& at);
  Result<Json> run(Directory& directory);
  // What is to be recorded: parked work is queued again.
  model::Job end(Result<Json> result, const std::string& at);
  void ask_to_end();  // somebody does not want it any more
  // What is to be recorded of that; `at_once`: it had not begun, and never will.
  model::Job cancelled_at(const std::string& at, bool at_once);
  void park();  // the service ends

  [[nodiscard]] Directory& directory() override { return *directory_; }
  [[nodiscard]] const Json& request() const override { return request_; }
  [[nodiscard]] const Actor& actor() const override { return actor_; }
  [[nodiscard]] const std::atomic<bool>& stop() const override { return stop_; }
  void progress(std::uint64_t done, std::uint64_t total, const std::string& unit, const std::string& message) override;

  std::mutex saving;  // its records are written in order

 private:
  const std::string id_;
  const Json request_;
  const Actor actor_;
  const JobKind* kind_;
  Directory* directory_ = nullptr;
  std::atomic<bool> stop_ = false;
  mutable std::mutex lock_;
  model::Job job_;
  bool cancelled_ = false;
  bool parked_ = false;
  bool moved_ = false;
};

}  // namespace runseal::service
