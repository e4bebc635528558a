#include "transfer/sinks/s3.h"

#include <map>
#include <mutex>

#include "base/confined.h"
#include "base/random.h"
#include "transfer/engine/landing.h"
#include "transfer/seal/manifest.h"
#include "transfer/sinks/s3_bucket.h"
#include "transfer/sinks/s3_session.h"

namespace runseal::transfer {
namespace {

class S3Sink : public Sink {
 public:
  S3Sink(S3Options options, bool keeps_to_condition)
      : options_(std::move(options)),
        keeps_to_condition_(keeps_to_condition),
        token_(base::to_hex(base::random_bytes(16))) {}

  [[nodiscard]] const SinkDescription& description() const override { return s3_description(); }

  [[nodiscard]] std::string url() const override {
    return "s3://" + options_.bucket + "/" + shown_path(options_.prefix);
  }

  [[nodiscard]] std::string server() const override { return options_.bucket_url(); }

  [[nodiscard]] std::vector<std::string> cautions() const override {
    if (keeps_to_condition_) return {};
    return {
        "the S3 server does not keep to If-None-Match: runseal looks before it writes, but cannot keep another program "
        "from writing the same names in between. Let nothing else write below the prefix"};
  }

  Result<std::unique_ptr<SinkSession>> connect(const std::string& run, const std::string& owner) override {
    RUNSEAL_CHECK(base::check_relative(run));
    auto places = s3_places(options_.prefix, run, owner);
    const std::lock_guard lock(mutex_);
    auto& shared = runs_[places.home];
    if (!shared) {
      shared = std::make_shared<S3Shared>();
      shared->token = token_;
      shared->keeps_to_condition = keeps_to_condition_;
    }
    return s3_session(options_, std::move(places), shared);
  }

 private:
  S3Options options_;
  bool keeps_to_condition_;
  std::string token_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<S3Shared>> runs_;  // by home
};

}  // namespace

const SinkDescription& s3_description() {
  static const SinkDescription description{
      .scheme = "s3",
      .help = "an S3 server: s3://bucket/prefix",
      .options = {{"s3-endpoint", "https://host[:port] of the server (default: Amazon's of the region)"},
                  {"s3-region", "the bucket's region (default: AWS_REGION, else us-east-1)"},
                  {"s3-ca", "file with the authority that vouches for the server (default: the system's)"},
                  {"s3-credentials",
                   "file, mode 0600, with aws_access_key_id = … and aws_secret_access_key = … (default: "
                   "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN)"}},
      .can_append = false,
      .can_rename = false,
      .can_link = false,
      .utf8_names_only = true,
      .keeps_folders = false,
      .keeps_mode = false,  // written as metadata, but no list tells it
      .can_hash = false,    // it has hashes of what it was told, not of what it gives back
      .time_step_ns = 0,    // likewise
  };
  return description;
}

Result<std::unique_ptr<Sink>> open_s3(const S3Options& options) {
  S3Client client(options);
  RUNSEAL_CHECK(s3_any_below(client, options.prefix));
  RUNSEAL_TRY(const bool keeps, s3_keeps_what_is_there(client, options.prefix + incoming_folder + '/'));
  return std::make_unique<S3Sink>(options, keeps);
}

SinkKind s3_kind() {
  return {&s3_description(), [](const std::string& url, const SinkSettings& settings) -> Result<std::unique_ptr<Sink>> {
            RUNSEAL_TRY(const auto options, s3_options(url, settings));
            return open_s3(options);
          }};
}

}  // namespace runseal::transfer
