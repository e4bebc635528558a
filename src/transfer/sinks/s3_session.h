// One run on its way into a bucket, over one connection.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "transfer/sinks/s3_client.h"
#include "transfer/sinks/sink.h"

namespace runseal::transfer {

// Keys in the bucket.
struct S3Places {
  std::string home;    // <prefix>/.runseal-incoming/<id>/
  std::string tree;    // <home>tree/: the run while it arrives
  std::string sender;  // names who writes there now
  std::string claim;   // <prefix>/.runseal-incoming/claim-…: whose copies stand under the run's name before its seal
  std::string final;   // <prefix>/<run>/
  std::string id;      // of run and owner
};
[[nodiscard]] S3Places s3_places(const std::string& prefix, const std::string& run, const std::string& owner);

// What all sessions of one sink share about one run.
struct S3Shared {
  std::string token;                // of this sink
  bool keeps_to_condition = false;  // the server refuses to replace with If-None-Match
  std::mutex mutex;
  bool taken_over = false;
  bool claimed = false;
  std::set<std::string> brought_before;  // paths that an earlier attempt copied
  std::map<std::string, bool> brought;   // and this one; true: the server said so
};

[[nodiscard]] std::unique_ptr<SinkSession> s3_session(const S3Options& options, S3Places places,
                                                      std::shared_ptr<S3Shared> shared);

}  // namespace runseal::transfer
