// A sink in memory that has objects only, as S3 has: no appending, no renaming, no folders, no links, no modes.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>

#include "transfer/sinks/sink.h"

namespace runseal::test {

class MemorySink : public transfer::Sink {
 public:
  class Store {
   public:
    using Objects = std::map<std::string, std::string>;
    [[nodiscard]] Objects standing(const std::string& run) { return below("standing/" + run + "/"); }
    [[nodiscard]] Objects below(const std::string& prefix) {
      const std::lock_guard lock(mutex_);
      Objects out;
      for (auto at = objects_.lower_bound(prefix); at != objects_.end() && at->first.starts_with(prefix); ++at)
        out.emplace(at->first.substr(prefix.size()), at->second);
      return out;
    }
    void put(const std::string& key, std::string content) {
      const std::lock_guard lock(mutex_);
      objects_[key] = std::move(content);
      copies_.erase(key);
    }
    void remove(const std::string& key) {
      const std::lock_guard lock(mutex_);
      objects_.erase(key);
      copies_.erase(key);
    }
    void copy(const std::string& from, const std::string& to) {
      const std::lock_guard lock(mutex_);
      auto content = objects_.at(from);
      if (from.ends_with(spoils_copies_of)) content.back() ^= 1;
      objects_[to] = std::move(content);
      copies_.insert(to);
    }
    // Nothing but what was copied there, and not published yet.
    [[nodiscard]] bool only_copies(const std::string& prefix) {
      const std::lock_guard lock(mutex_);
      for (auto at = objects_.lower_bound(prefix); at != objects_.end() && at->first.starts_with(prefix); ++at)
        if (!copies_.contains(at->first)) return false;
      return true;
    }

    std::string spoils_copies_of = "no such file";

   private:
    std::mutex mutex_;
    Objects objects_;
    std::set<std::string> copies_;
  };

  explicit MemorySink(Store& store) : store_(store) {}

  [[nodiscard]] const transfer::SinkDescription& description() const override {
    static const transfer::SinkDescription description{.scheme = "memory", .help = "objects in memory, for tests"};
    return description;
  }
  [[nodiscard]] std::string url() const override { return "memory://test"; }
  Result<std::unique_ptr<transfer::SinkSession>> connect(const std::string& run, const std::string& owner) override {
    return std::make_unique<Session>(store_, "arriving/" + owner + "/" + run + "/", "standing/" + run + "/");
  }

 private:
  class Put : public transfer::Upload {
   public:
    Put(Store& store, std::string key) : store_(store), key_(std::move(key)) {}
    Result<> write(ByteView block) override {
      content_.append(block.begin(), block.end());
      return {};
    }
    Result<> finish() override {
      store_.put(key_, std::move(content_));
      return {};
    }

   private:
    Store& store_;
    std::string key_;
    std::string content_;
  };

  class Get : public transfer::Download {
   public:
    explicit Get(std::string content) : content_(std::move(content)) {}
    Result<std::size_t> read(std::span<std::uint8_t> into) override {
      const auto count = content_.copy(reinterpret_cast<char*>(into.data()), into.size(), at_);
      at_ += count;
      return count;
    }

   private:
    std::string content_;
    std::size_t at_ = 0;
  };

  class Session : public transfer::SinkSession {
   public:
    Session(Store& store, std::string arriving, std::string standing)
        : store_(store), arriving_(std::move(arriving)), standing_(std::move(standing)) {}

    Result<transfer::Standing> prepare() override {
      if (!store_.only_copies(standing_)) return transfer::Standing::exists;
      return store_.below(arriving_).empty() ? transfer::Standing::fresh : transfer::Standing::resumes;
    }
    Result<std::optional<std::uint64_t>> free_bytes() override { return std::optional<std::uint64_t>{}; }
    Result<transfer::FoundList> list(transfer::Area area) override {
      transfer::FoundList found;
      for (const auto& [path, content] : store_.below(top(area)))
        add_to(found, {path, transfer::EntryKind::file, content.size(), false, {}});
      return found;
    }
    Result<std::unique_ptr<transfer::Upload>> put(const transfer::Entry& file, std::uint64_t from) override {
      if (from != 0) return fail(ErrorCode::internal, "objects cannot be appended to");
      return std::make_unique<Put>(store_, arriving_ + file.path.str());
    }
    Result<std::unique_ptr<transfer::Download>> get(transfer::Area area, const std::string& path) override {
      const auto there = store_.below(top(area));
      const auto found = there.find(path);
      if (found == there.end()) return fail(ErrorCode::not_found, "no such object");
      return std::make_unique<Get>(found->second);
    }
    Result<> make_folder(const std::string&) override { return {}; }
    Result<> make_link(const transfer::Entry&) override { return fail(ErrorCode::internal, "objects have no links"); }
    Result<> set_time(const transfer::Entry&) override { return {}; }
    Result<> remove(const transfer::Found& what) override {
      store_.remove(arriving_ + what.path.str());
      return {};
    }
    Result<> copy(const transfer::Entry& file) override {
      if (!store_.only_copies(standing_)) return fail(ErrorCode::exists, "a run of that name stands there");
      store_.copy(arriving_ + file.path.str(), standing_ + file.path.str());
      return {};
    }
    Result<> take_back() override {
      for (const auto& [path, content] : store_.below(standing_)) store_.remove(standing_ + path);
      return {};
    }
    Result<> publish() override {
      if (!store_.only_copies(standing_)) return fail(ErrorCode::exists, "a run of that name stands there");
      for (auto& [path, content] : store_.below(arriving_)) {
        if (path == ".runseal/seal.json") store_.put(standing_ + path, content);
        store_.remove(arriving_ + path);
      }
      return {};
    }
    Result<> still_there() override { return {}; }
    void cut() override {}

   private:
    [[nodiscard]] const std::string& top(transfer::Area area) const {
      return area == transfer::Area::arriving ? arriving_ : standing_;
    }
    Store& store_;
    std::string arriving_;
    std::string standing_;
  };

  Store& store_;
};

}  // namespace runseal::test
