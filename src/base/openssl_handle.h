// Owns an object of OpenSSL: std::unique_ptr<X509, FreeWith<X509_free>>. Only for base's own .cc files.
#pragma once

namespace runseal::base {

template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

}  // namespace runseal::base
