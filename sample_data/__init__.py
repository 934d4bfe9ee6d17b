"""Sample files of one invented restaurant, and the seeded programme that makes them."""
