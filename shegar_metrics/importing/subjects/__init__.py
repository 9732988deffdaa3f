"""What exports of several systems tell of: periods, requests, posts, publications, contracts."""
