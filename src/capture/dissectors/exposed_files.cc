#include "capture/dissectors/exposed_files.h"

namespace runseal::capture {
namespace {

std::size_t size_of(const Exposure& file) {
  return 2 * (file.place.size() + file.path.size()) + file.reason.size() + sizeof(Exposure) + 128;
}

}  // namespace

Exposure& ExposedFiles::at(const std::string& place, const std::string& path, const std::string& reason,
                           Moment moment) {
  const auto found = files_.find(key(place, path));
  if (found != files_.end()) {
    order_.splice(order_.begin(), order_, found->second);
  } else {
    if (files_.size() >= most_) let_go_of_one();
    order_.push_front({place, path, 0, 0, moment, moment, reason});
    files_.emplace(key(place, path), order_.begin());
    bytes_ += size_of(order_.front());
  }
  order_.front().last = moment;
  return order_.front();
}

void ExposedFiles::let_go_of_one() {
  const auto& file = order_.back();
  if (flow_.recorder != nullptr) flow_.recorder->exposed(flow_.key, file);
  bytes_ -= size_of(file);
  files_.erase(key(file.place, file.path));
  order_.pop_back();
}

void ExposedFiles::finish() {
  while (!order_.empty()) let_go_of_one();
}

}  // namespace runseal::capture
